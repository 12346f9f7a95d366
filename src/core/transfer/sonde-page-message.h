/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sonde-page.h"

G_BEGIN_DECLS

void sonde_page_write_head    (SondePage     *self);
void sonde_page_write_message (SondePage     *self,
                               SondeMessage  *message);

G_END_DECLS
