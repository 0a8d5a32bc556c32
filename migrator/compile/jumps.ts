/** `break` and `continue` of one loop, turned into `break` of a label: for loops that are written in another form. */
import { breakTo, childKeys, isFunction, isLoop, type Node } from './ast.ts';

/** Rewrites jumps of this loop within `body` that `match` selects; inner loops and switches keep their own. */
function redirect(
  body: Node,
  match: (jump: Node, inLoop: boolean, inSwitch: boolean) => boolean,
  label: string,
): boolean {
  let used = false;
  const visit = (node: Node, inLoop: boolean, inSwitch: boolean): void => {
    if (isFunction(node)) return;
    for (const key of childKeys(node.type)) {
      const child = node[key];
      const each = (c: Node, put: (n: Node) => void): void => {
        if ((c.type === 'BreakStatement' || c.type === 'ContinueStatement') && match(c, inLoop, inSwitch)) {
          used = true;
          put(breakTo(label));
        } else visit(c, inLoop || isLoop(c), inSwitch || c.type === 'SwitchStatement');
      };
      if (Array.isArray(child)) child.forEach((c, i) => void (c && each(c, (n) => void (child[i] = n))));
      else if (child) each(child, (n) => void (node[key] = n));
    }
  };
  visit(body, false, false);
  return used;
}

/** `continue` of this loop becomes `break label`. */
export const continueTo = (body: Node, label: string, labels: string[]): boolean =>
  redirect(
    body,
    (j, inLoop) => j.type === 'ContinueStatement' && (j.label ? labels.includes(j.label.name) : !inLoop),
    label,
  );

/** `break` of this loop or switch, also by one of its own `labels`, becomes `break label`. */
export const breakOut = (body: Node, label: string, labels: string[] = []): boolean =>
  redirect(
    body,
    (j, inLoop, inSwitch) =>
      j.type === 'BreakStatement' && (j.label ? labels.includes(j.label.name) : !inLoop && !inSwitch),
    label,
  );
