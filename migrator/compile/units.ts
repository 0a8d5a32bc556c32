/** What the passes know of a program: units (function bodies) and bindings (variables), with their owners. */
import { type Node, walk } from './ast.ts';

export interface Unit {
  id: number;
  /** The function; for unit 0 the Program; for initialisers the class member. */
  node: Node;
  kind: 'main' | 'function' | 'constructor' | 'derived' | 'initialiser';
  name: string;
  parent: Unit | null;
  /** Why it is run as written, or null where it is lowered. */
  opaque: string | null;
  strict: boolean;
  /** Its class, for methods, constructors and initialisers. */
  class: ClassUnit | null;
  /** The class member it is the body of. */
  method: Node | null;
  /** Where it comes into being, as a source offset: hoisted declarations at the start of their block. */
  createdAt: number;
  /** Declared once at module level as a constant: known by identity, never described. */
  once: boolean;
  /** The constant binding that holds this very function, if it refers to itself by it. */
  selfBinding: Binding | null;
  /** Names it uses that belong to units around it, other than module variables. */
  free: Set<Binding>;
}

export interface ClassUnit {
  id: number;
  node: Node;
  unit: Unit;
  name: string;
  once: boolean;
  /** What code that stands outside of its body knows it by: a module constant, or its own name inside itself. Null for a class without. */
  ref: string | null;
}

export interface Binding {
  /** Unique name in generated code. */
  name: string;
  /** As the user wrote it. */
  original: string;
  unit: Unit;
  /** The block, function or loop whose scope holds it. */
  scope: Node;
  /** `self` is the name of a function expression or class inside itself. */
  kind: 'param' | 'let' | 'const' | 'var' | 'function' | 'class' | 'catch' | 'import' | 'self' | 'synthetic';
  /** Module-level: a script variable, never saved in frames. */
  module: boolean;
  captured: boolean;
  /** Written once, where it is declared. */
  constant: boolean;
  /** Source offset from which it has its value. */
  initialisedAt: number;
  declarator: Node | null;
  /** Identifier nodes that refer to it, with the unit they stand in. */
  references: { node: Node; unit: Unit; write: boolean; init: boolean }[];
  definitions: Node[];
  /** True where its scope is entered more than once per activation of its unit. */
  inLoop: boolean;
  /** Some use of it looks whether its declaration has run, by its value or by a variable beside it (initialisation.ts). */
  checked?: 'itself' | 'beside';
  imported: { module: string; name: string } | null;
  /** A direct `eval` or a `with` may see it by its name. */
  visible: boolean;
}

export interface Program {
  root: Node;
  units: Unit[];
  classes: ClassUnit[];
  bindings: Binding[];
  /** By identifier node: the binding it refers to. Identifiers that are not here are globals. */
  bindingOf: Map<Node, Binding>;
  unitOf: Map<Node, Unit>;
  /** By the identifier that is its own name. */
  namedBy: Map<Node, Unit>;
  /** Builtin modules that are loaded while the program runs. */
  builtins: readonly string[];
  /** Units in which `#private` names or `super` stand, at any depth: no others have anything to say outside of classes (outside.ts). */
  leaning: ReadonlySet<Unit>;
  /** Array methods of which there is a guest version in scope. */
  preludes: ReadonlySet<string>;
}

/** The function one of whose definitions gives the variable its name. */
export function functionNamed({ namedBy }: Program, { definitions }: Binding): Unit | null {
  for (const identifier of definitions) {
    const unit = namedBy.get(identifier);
    if (unit) return unit;
  }
  return null;
}

/** Nodes that run as part of `unit`, its inner functions and the inside of its classes left out, property names too. */
export function eachOwn(unit: Unit, visit: (node: Node) => void): void {
  const body = unit.kind === 'main' ? unit.node : unit.node.body;
  walk(body, (n, parent, key) => {
    if (
      n !== body &&
      (n.type === 'FunctionDeclaration' ||
        n.type === 'FunctionExpression' ||
        n.type === 'ArrowFunctionExpression' ||
        n.type === 'StaticBlock')
    )
      return false;
    if (parent?.type === 'PropertyDefinition' && key === 'value') return false;
    const named =
      parent && key === 'property' ? !parent.computed : parent && key === 'key' ? !parent.computed : false;
    if (!named) visit(n);
    return true;
  });
}

/** Its calls make generators; its body runs in their `next`, `throw` and `return`. */
export const isGenerator = (unit: Unit): boolean => unit.node.generator === true && !unit.node.async;

/** An ordinary function, which `new` may call. */
export const isConstructible = ({ node, kind, method }: Unit): boolean =>
  kind === 'function' &&
  method === null &&
  /^Function(Declaration|Expression)$/.test(node.type) &&
  !node.generator &&
  !node.async;

/** A constant that the compiler adds to a function. */
export function synthetic(name: string, unit: Unit, scope: Node, inLoop: boolean): Binding {
  return {
    name,
    original: name,
    unit,
    scope,
    kind: 'synthetic',
    module: false,
    captured: false,
    constant: true,
    initialisedAt: scope.range?.[0] ?? 0,
    declarator: null,
    references: [],
    definitions: [],
    inLoop,
    imported: null,
    visible: false,
  };
}

/** The function directly in `owner` that `unit` is or stands in. */
export function outermostWithin(unit: Unit, owner: Unit): Unit {
  let u = unit;
  while (u.parent && u.parent !== owner) u = u.parent;
  return u;
}
