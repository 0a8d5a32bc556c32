/**
 * Part of pass 1. A `var` in a handler that has the name of its parameter declares a variable of the function all the same, and assigns to
 * the parameter (ECMA-262 B.3.4). Tools that make code short write so.
 *
 *     function f() { try { … } catch (e) { var e = 1; } }     function f() { var e; try { … } catch (e) { var e = 1; } }
 */
import { declare, eachChild, isFunction, type Node, walkOwn } from './ast.ts';

export function hasCatchVariable({ type, param, body }: Node): boolean {
  if (type !== 'CatchClause' || param?.type !== 'Identifier') return false;
  let found = false;
  walkOwn(body, (n) => {
    if (n.type === 'VariableDeclaration' && n.kind === 'var')
      found ||= n.declarations.some((d: Node) => d.id.type === 'Identifier' && d.id.name === param.name);
    return !found;
  });
  return found;
}

export function declareCatchVariables(program: Node): void {
  const found: [Node[], string][] = [];
  const visit = (node: Node, body: Node[]): void => {
    if (hasCatchVariable(node)) found.push([body, node.param.name]);
    eachChild(node, (child, key) => visit(child, isFunction(node) && key === 'body' ? child.body : body));
  };
  visit(program, program.body);
  for (const [body, name] of found) body.unshift(declare('var', name, null));
}
