/** Completion records: the ways out of a piece of code, turned into values so that other code can run before they are taken. */
import {
  assign,
  block,
  breakTo,
  childKeys,
  id,
  isFunction,
  isLoop,
  literal,
  type Node,
  statement,
} from '../ast.ts';

export interface Exit {
  code: number;
  jump: Node;
}

/** Every way out of `node` but falling off its end or throwing becomes: note it, `break label`. */
export function redirectExits(node: Node, kind: Node, value: Node, label: string): Exit[] {
  const exits: Exit[] = [];
  const inner = new Set<string>();
  const codeOf = (jump: Node): number => {
    const same = exits.find(
      (e) =>
        e.jump.type === jump.type &&
        (jump.type === 'ReturnStatement' || e.jump.label?.name === jump.label?.name),
    );
    if (same) return same.code;
    exits.push({ code: exits.length + 2, jump });
    return exits.length + 1;
  };
  const leaves = (jump: Node, inLoop: boolean, inSwitch: boolean): boolean =>
    jump.type === 'ReturnStatement' ||
    (jump.label ? !inner.has(jump.label.name) : !inLoop && !(inSwitch && jump.type === 'BreakStatement'));
  const visit = (n: Node, inLoop: boolean, inSwitch: boolean): void => {
    if (isFunction(n)) return;
    if (n.type === 'LabeledStatement') inner.add(n.label.name);
    for (const key of childKeys(n.type)) {
      const child = n[key];
      const each = (c: Node, put: (to: Node) => void): void => {
        const jump =
          c.type === 'BreakStatement' || c.type === 'ContinueStatement' || c.type === 'ReturnStatement';
        if (!jump || !leaves(c, inLoop, inSwitch)) {
          visit(c, inLoop || isLoop(c), inSwitch || c.type === 'SwitchStatement');
          return;
        }
        const note = [statement(assign(kind, literal(codeOf(c)))), breakTo(label)];
        if (c.type === 'ReturnStatement')
          note.unshift({ ...statement(assign(value, c.argument ?? id('undefined'))), loc: c.loc });
        put(block(note));
      };
      if (Array.isArray(child)) child.forEach((c, i) => void (c && each(c, (to) => void (child[i] = to))));
      else if (child) each(child, (to) => void (n[key] = to));
    }
  };
  visit(node, false, false);
  return exits;
}
