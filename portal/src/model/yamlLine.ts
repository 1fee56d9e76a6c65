const KEY = /^(\s*(?:- )*)((?:[\w./$-]+|"[^"]*"):)(?=\s|$)/;

/** Splits a line of block YAML so that its key can be set apart. Text without a key is all `rest`. */
export function splitYamlLine(line: string): { readonly indent: string; readonly key: string; readonly rest: string } {
  const match = KEY.exec(line);
  const indent = match?.[1] ?? '';
  const key = match?.[2] ?? '';
  return { indent, key, rest: line.slice(indent.length + key.length) };
}
