/** Script-level names of a program's code: what code in the global scope does not see under node. */
export const scriptNamesIn = (code: string): Set<string> =>
  new Set([...code.matchAll(/^(?:const|let) ([\w$]+)/gm)].map((m) => m[1]!));
