/** Part of pass 1: what a class holds for the compiler, `static *#$a1(…) { … }`, which nobody else sees. */
import { id, member, type Node } from './ast.ts';
import { nameByKey } from './inferred-names.ts';

/** @returns the member that holds `generator`, which stands for `method` in traces, and how code of the class finds it: `A.#$a1` */
export function hiddenMember(
  generator: Node,
  method: Node,
  cls: Node,
  name: string,
): { hidden: Node; found: Node } {
  const { loc, range } = method.value;
  const key = { type: 'PrivateIdentifier', name, range };
  generator.displayName = nameByKey(method) ?? '<computed>';
  const hidden = {
    type: 'MethodDefinition',
    key,
    value: generator,
    kind: 'method',
    computed: false,
    static: true,
    loc,
    range,
  };
  return { hidden, found: { ...member({ ...id(cls.id.name), range }, name), property: { ...key } } };
}
