UPDATE thing SET name = 'changed';
UPDATE no_such_table SET name = 'changed';
