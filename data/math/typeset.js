/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last of the files that sonde-math evaluates: typeset (tex, display) on top of MathJax' own. MathJax keeps
 * definitions, labels and colours from one formula to the next; here each formula begins with none. */
var typeset = (function () {
  'use strict';

  const { mathjax } = MathJax._.mathjax;
  const { liteAdaptor } = MathJax._.adaptors.liteAdaptor;
  const { RegisterHTMLHandler } = MathJax._.handlers.html_ts;
  const { TeX } = MathJax._.input.tex_ts;
  const { SVG } = MathJax._.output.svg_ts;
  const { TeXFont } = MathJax._.output.svg.fonts.tex_ts;
  const { SerializedMmlVisitor } = MathJax._.core.MmlTree.SerializedMmlVisitor;
  const { MmlMrow } = MathJax._.core.MmlTree.MmlNodes.mrow;
  const { Configuration } = MathJax._.input.tex.Configuration;
  const { AbstractSymbolMap, CommandMap, parseResult } = MathJax._.input.tex.SymbolMap;
  const { SubHandler } = MathJax._.input.tex.MapHandler;
  const { AbstractFactory } = MathJax._.core.Tree.Factory;
  const { UnicodeMethods } = MathJax._.input.tex.unicode.UnicodeConfiguration;
  const { BboxMethods } = MathJax._.input.tex.bbox.BboxConfiguration;
  const { TextMacrosMethods } = MathJax._.input.tex.textmacros.TextMacrosMethods;
  const TexError = MathJax._.input.tex.TexError.default;
  const NewcommandUtil = MathJax._.input.tex.newcommand.NewcommandUtil.default;
  const NewcommandMethods = MathJax._.input.tex.newcommand.NewcommandMethods.default;

  /* Not among them: what loads files (require, autoload), changes MathJax (setoptions), makes links and
   * styles (html, action), hides errors (noerrors, noundefined) or redefines common commands (physics, colorv2). */
  const PACKAGES = [
    'sonde', 'base', 'ams', 'amscd', 'bbox', 'boldsymbol', 'braket', 'bussproofs', 'cancel', 'cases', 'centernot',
    'color', 'colortbl', 'configmacros', 'empheq', 'enclose', 'extpfeil', 'gensymb', 'mathtools', 'mhchem',
    'newcommand', 'tagformat', 'textcomp', 'textmacros', 'unicode', 'upgreek', 'verb',
  ];

  /* Commands of KaTeX and of plain TeX that models write and MathJax lacks. */
  const MACROS = {
    // Letters and signs under the names that HTML gives them.
    Alpha: '\\mathrm{A}', Beta: '\\mathrm{B}', Chi: '\\mathrm{X}', Epsilon: '\\mathrm{E}', Eta: '\\mathrm{H}',
    Iota: '\\mathrm{I}', Kappa: '\\mathrm{K}', Mu: '\\mathrm{M}', Nu: '\\mathrm{N}', Omicron: '\\mathrm{O}',
    Rho: '\\mathrm{P}', Tau: '\\mathrm{T}', Zeta: '\\mathrm{Z}', thetasym: '\\vartheta', alef: '\\aleph',
    alefsym: '\\aleph', ang: '\\angle', bull: '\\bullet', clubs: '\\clubsuit', diamonds: '\\diamondsuit',
    hearts: '\\heartsuit', spades: '\\spadesuit', Dagger: '\\ddagger', empty: '\\emptyset', exist: '\\exists',
    image: '\\Im', infin: '\\infty', isin: '\\in', lang: '\\langle', rang: '\\rangle', plusmn: '\\pm',
    real: '\\Re', sdot: '\\cdot', sect: '\\S', sub: '\\subset', sube: '\\subseteq', supe: '\\supseteq',
    weierp: '\\wp', darr: '\\downarrow', dArr: '\\Downarrow', Darr: '\\Downarrow', harr: '\\leftrightarrow',
    hArr: '\\Leftrightarrow', Harr: '\\Leftrightarrow', larr: '\\leftarrow', lArr: '\\Leftarrow',
    Larr: '\\Leftarrow', lrarr: '\\leftrightarrow', lrArr: '\\Leftrightarrow', Lrarr: '\\Leftrightarrow',
    rarr: '\\rightarrow', rArr: '\\Rightarrow', Rarr: '\\Rightarrow', uarr: '\\uparrow', uArr: '\\Uparrow',
    Uarr: '\\Uparrow',
    // Sets of numbers.
    C: '\\mathbb{C}', N: '\\mathbb{N}', Q: '\\mathbb{Q}', R: '\\mathbb{R}', Z: '\\mathbb{Z}', cnums: '\\mathbb{C}',
    Complex: '\\mathbb{C}', natnums: '\\mathbb{N}', reals: '\\mathbb{R}', Reals: '\\mathbb{R}',
    // Colours as commands.
    blue: ['\\textcolor{blue}{#1}', 1], gray: ['\\textcolor{gray}{#1}', 1], green: ['\\textcolor{green}{#1}', 1],
    orange: ['\\textcolor{orange}{#1}', 1], pink: ['\\textcolor{pink}{#1}', 1],
    purple: ['\\textcolor{purple}{#1}', 1], red: ['\\textcolor{red}{#1}', 1],
    // Others.
    KaTeX: '\\mathrm{K\\kern-.17em\\raise.2em{\\scriptstyle A}\\kern-.15em\\TeX}',
    angl: ['\\enclose{actuarial}{#1}', 1], angln: '\\angl{n}', phase: ['\\enclose{phasorangle}{#1}', 1],
    sout: ['\\enclose{horizontalstrike}{#1}', 1], bm: ['\\boldsymbol{#1}', 1], widecheck: ['\\check{#1}', 1],
    medspace: '\\:', raisebox: ['\\raise#1\\hbox{#2}', 2], TextOrMath: ['#2', 2], textcircled: ['\\enclose{circle}{\\text{#1}}', 1],
    oiint: '\\mathop{\\unicode{x222F}}\\nolimits', oiiint: '\\mathop{\\unicode{x2230}}\\nolimits',
    relax: '', noexpand: '', global: '', long: '',
  };

  /* What a multline or a flalign takes for the width of the page. */
  const LINE_WIDTH_EM = 36;

  /* The control words that can leave something behind in the input jax: it is then made anew, which takes as long
   * as a small formula. */
  const DEFINES = /\\(?:[exg]?def|let|futurelet|global|(?:re)?new|provide|Declare|mathtools|usetagform|label)/;

  /* The attributes that MathML must not carry into a page. */
  const FORBIDDEN = /^(?:id|class|style|href|src|altimg.*|actiontype|on.*|data-.*|xlink:.*|xmlns:.*)$/i;

  const BORDER = /^\s*border:\s*[\d.]+(?:px|em|pt)\s+(?:solid|dashed|dotted)(?:\s+#?\w+)?\s*$/;

  const methods = {
    MacroDef: NewcommandMethods.MacroDef,

    Provide (parser, name) {
      const start = parser.i;
      const command = NewcommandUtil.GetCsNameArgument (parser, name);
      parser.i = start;
      if (!parser.configuration.handlers.get ('macro').contains (command))
        return NewcommandMethods.NewCommand (parser, name);
      parser.GetArgument (name);
      parser.GetBrackets (name);
      parser.GetBrackets (name);
      parser.GetArgument (name);
    },

    /* Takes what would make a link, a class, a style or an identifier, and sets the last argument alone. */
    Plain (parser, name, count) {
      for (let i = 1; i < count; i++)
        parser.GetArgument (name);
      parser.string = '{' + parser.GetArgument (name) + '}' + parser.string.slice (parser.i);
      parser.i = 0;
    },

    /* An address is shown as it is written. */
    Address (parser, name) {
      const address = parser.GetArgument (name);
      parser.Push (parser.create ('token', 'mtext', { mathvariant: 'monospace' }, address));
    },

    Refused (parser, name) {
      throw new TexError ('Refused', '%1 is not allowed', name);
    },

    Ignored (parser, name, count) {
      for (let i = 0; i < count; i++)
        parser.GetArgument (name);
    },

    /* Colours and lengths, and of the styles a plain border. */
    Box (parser, name) {
      const wishes = parser.GetBrackets (name, '').split (',');
      const granted = wishes.filter (wish => !wish.includes (':') || BORDER.test (wish));
      parser.string = '[' + granted.join (',') + ']' + parser.string.slice (parser.i);
      parser.i = 0;
      BboxMethods.BBox (parser, name);
    },

    /* The optional font would be remembered for that character in all later formulas. */
    Character (parser, name) {
      if (parser.GetNext () === '[')
        throw new TexError ('Refused', '%1 may not name a font', name);
      UnicodeMethods.Unicode (parser, name);
    },
  };

  new CommandMap ('sonde-commands', {
    href: ['Plain', 2], htmlClass: ['Plain', 2], htmlData: ['Plain', 2], htmlId: ['Plain', 2], htmlStyle: ['Plain', 2],
    'class': ['Plain', 2], cssId: ['Plain', 2], data: ['Plain', 2], style: ['Plain', 2],
    url: 'Address',
    gdef: 'MacroDef', edef: 'MacroDef', xdef: 'MacroDef', providecommand: 'Provide', errmessage: ['Ignored', 1],
    mmlToken: 'Refused',
    require: ['Ignored', 1],
    unicode: 'Character',
    bbox: 'Box',
  }, methods);
  /* And inside of \text. */
  new CommandMap ('sonde-text', {
    nobreakspace: ['Insert', '\u00A0'], sect: ['Insert', '\u00A7'], vdots: ['Insert', '\u22EE'],
  }, { Insert: TextMacrosMethods.Insert });
  Configuration.create ('sonde-text', { parser: 'text', handler: { macro: ['sonde-text'] }, priority: 1 });
  Configuration.create ('sonde', { handler: { macro: ['sonde-commands'] }, priority: 1 });

  /* MathJax counts all of a row for each operator in it, to know whether it is alone: two are enough for that, and
   * a sum of some hundred terms takes a third of the time. */
  MmlMrow.prototype.nonSpaceLength = function () {
    let count = 0;
    for (const child of this.childNodes)
      if (child && !child.isSpacelike && ++count > 1)
        break;
    return count;
  };

  /* Three inner loops in the words of a newer JavaScript: without machine code MathJax' emulation of them takes an
   * eighth of the time of a formula. */
  AbstractFactory.prototype.setNodeClass = function (kind, nodeClass) {
    this.nodeMap.set (kind, nodeClass);
    this.node[kind] = (...values) => new nodeClass (this, ...values);
  };
  SubHandler.prototype.parse = function (input) {
    for (const { item } of this._configuration.items) {
      const result = item.parse (input);
      if (result)
        return result;
    }
    return this._fallback.items[0].item (input[0], input[1]);
  };
  AbstractSymbolMap.prototype.parse = function (input) {
    const parser = this.parserFor (input[1]);
    const symbol = this.lookup (input[1]);
    return parser && symbol ? parseResult (parser (input[0], symbol)) : null;
  };

  const adaptor = liteAdaptor ();
  RegisterHTMLHandler (adaptor);
  const output = new SVG ({ fontCache: 'none', font: new TeXFont (), internalSpeechTitles: false });
  const visitor = new SerializedMmlVisitor ();
  const attributesOf = visitor.getAttributes;
  visitor.getAttributes = function (node, space) {
    return attributesOf.call (this, node, space).replace (/\s([\w:.-]+)="[^"]*"/g,
                                                          (all, name) => FORBIDDEN.test (name) ? '' : all);
  };

  function widen (list, count, last) {
    const words = String (list || '').split (' ').filter (word => word);
    while (words.length > 0 && words.length < count)
      words.push (words[words.length - 1]);
    return words.slice (0, count).concat (last).join (' ');
  }

  /* A picture has no margin for numbers to stand in: they become the last column. */
  function moveLabels (table) {
    const rows = table.childNodes;
    if (!rows.some (row => row.isKind ('mlabeledtr')))
      return;
    const cells = rows.map (row => row.isKind ('mlabeledtr') ? row.childNodes.slice (1) : row.childNodes.slice ());
    const count = Math.max (...cells.map (row => row.length));
    const factory = table.factory;
    table.setChildren (rows.map ((row, i) => {
      const label = row.isKind ('mlabeledtr') ? row.childNodes[0] : factory.create ('mtd');
      while (cells[i].length < count)
        cells[i].push (factory.create ('mtd'));
      return factory.create ('mtr', row.attributes.getAllAttributes (), cells[i].concat (label));
    }));
    const attributes = table.attributes;
    attributes.set ('columnalign', widen (attributes.getExplicit ('columnalign') || 'center', count, 'right'));
    attributes.set ('columnspacing', widen (attributes.getExplicit ('columnspacing') || '1em', count - 1, '2em'));
    if (attributes.getExplicit ('columnwidth'))
      attributes.set ('columnwidth', widen (attributes.getExplicit ('columnwidth'), count, 'auto'));
  }

  /* Nor has it a page that a width could be a part of. */
  function fixWidth (table) {
    const width = /^\s*([\d.]+)%\s*$/.exec (table.attributes.getExplicit ('width') || '');
    if (width)
      table.attributes.set ('width', Math.min (1, width[1] / 100) * LINE_WIDTH_EM + 'em');
  }

  /* References to labels are links to places that a picture does not have. */
  function unlink (node) {
    const attributes = node.attributes.getAllAttributes ();
    delete attributes.href;
    delete attributes.id;
    delete attributes['class'];
  }

  function arrange ({ data }) {
    data.root.walkTree (node => {
      if (node.attributes)
        unlink (node);
      if (node.isKind ('mtable')) {
        moveLabels (node);
        fixWidth (node);
      }
    });
  }

  let input, page;

  function renew () {
    input = new TeX ({
      packages: PACKAGES, textmacros: { packages: ['text-base', 'sonde-text'] }, macros: MACROS,
      maxMacros: 1000, maxBuffer: 16 * 1024,
      formatError: (jax, error) => { throw error; },
    });
    input.postFilters.add (arrange, -10);  // before MathJax hands attributes down
    page = mathjax.document ('', { InputJax: input, OutputJax: output });
  }

  function forget (tex) {
    if (DEFINES.test (tex))
      renew ();
    input.reset ();
    input.parseOptions.clear ();
    const text = input.parseOptions.packageData.get ('textmacros');
    if (text)
      text.parseOptions.parsers = [];
    if (output.unknownCache)
      output.unknownCache.clear ();
    page.clear ();
  }

  function ex (value) {
    return parseFloat (value) || 0;
  }

  function picture (tex, display) {
    const node = page.convert (tex, { display, em: 16, ex: 8, containerWidth: 16 * LINE_WIDTH_EM });
    const svg = adaptor.firstChild (node);
    return {
      svg: adaptor.outerHTML (svg),
      mathml: visitor.visitTree (input.parseOptions.root),
      width: ex (adaptor.getAttribute (svg, 'width')),
      height: ex (adaptor.getAttribute (svg, 'height')),
      depth: -ex (adaptor.getStyle (svg, 'vertical-align')),
    };
  }

  renew ();

  return function (tex, display) {
    try {
      return picture (tex, display);
    } catch (error) {
      if (error instanceof RangeError)
        return { error: 'Too deeply nested' };
      return { error: String (error && error.message || error) };
    } finally {
      forget (tex);
    }
  };
}) ();
