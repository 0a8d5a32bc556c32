/** Entering a scope: its environment object, and the constants of an iteration beside the function's locals. */
import { assign, declare, id, type Node, object, statement, undef } from '../ast.ts';
import { UNINITIALISED } from '../initialisation.ts';
import type { Binding } from '../units.ts';
import type { Lowering } from './context.ts';

/** `$e3 = { x: initial, y: void 0 };` for the variables of `scope` that live in an environment. */
export function enterScope(
  f: Lowering,
  scope: Node,
  out: Node[],
  initial: (b: Binding) => Node | null = () => null,
): void {
  markUninitialised(f, scope, out);
  const environment = f.facts.captures.environments.get(scope);
  if (!environment) return;
  const { name } = environment.binding;
  f.locals.add(name);
  out.push(
    statement(
      assign(
        id(name),
        object(
          environment.vars.map((b) => [
            b.name,
            initial(b) ?? (b.checked === 'itself' ? id(UNINITIALISED) : undef()),
          ]),
        ),
      ),
    ),
  );
  mirror(f, environment.binding, out);
}

/** Locals of which some use looks whether they have been declared. */
export function markUninitialised(f: Lowering, scope: Node, out: Node[]): void {
  for (const b of f.facts.checked.get(scope) ?? []) {
    if (b.module || f.facts.captures.inEnvironment.has(b)) continue;
    f.locals.add(b.name);
    out.push(statement(assign(id(b.name), id(UNINITIALISED))));
  }
}

/** `const x$c = x;`: what closures made in this iteration see. A resumed block begins by repeating it. */
export function mirror(f: Lowering, binding: Binding, out: Node[]): void {
  if (!f.facts.captures.mirrored.has(binding)) return;
  out.push(Object.assign(declare('const', `${binding.name}$c`, id(binding.name)), { mirror: true }));
}

/** Bindings of `pattern` that are by-value constants of an iteration get their mirror. */
export function mirrorAll(f: Lowering, bindings: Iterable<Binding>, out: Node[]): void {
  for (const b of bindings) mirror(f, b, out);
}

/** Names a declared pattern binds, as bindings. */
export function boundBy(f: Lowering, pattern: Node): Binding[] {
  const found: Binding[] = [];
  const visit = (n: Node | null): void => {
    if (!n) return;
    const binding = f.binding(n);
    if (binding) found.push(binding);
    else if (n.type === 'ObjectPattern')
      for (const p of n.properties) visit(p.type === 'RestElement' ? p.argument : p.value);
    else if (n.type === 'ArrayPattern') for (const e of n.elements) visit(e);
    else if (n.type === 'AssignmentPattern') visit(n.left);
    else if (n.type === 'RestElement') visit(n.argument);
  };
  visit(pattern);
  return found;
}

/** The place of a declared variable: its local, or `$e.x`. Declares locals. */
export function placeOf(f: Lowering, node: Node): Node {
  const binding = f.binding(node);
  if (!binding) return node;
  const environment = f.facts.captures.inEnvironment.get(binding);
  if (environment)
    return {
      type: 'MemberExpression',
      object: id(environment.binding.name),
      property: id(binding.name),
      computed: false,
      environment: environment.binding,
      loc: node.loc,
    };
  if (!binding.module) f.locals.add(binding.name);
  return node;
}
