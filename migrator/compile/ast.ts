/**
 * ESTree as the passes use it. Passes hang their own marks on nodes, so one open type serves better than the closed
 * unions of @types/estree; what each pass adds is documented in docs/compiler.md.
 */
// biome-ignore lint/suspicious/noExplicitAny: an open tree; see above
export type Node = { type: string; [key: string]: any };

/** Child keys of each node type, in evaluation order. Types not listed have no children. */
const KEYS: Record<string, string[] | undefined> = {
  Program: ['body'],
  FunctionDeclaration: ['id', 'params', 'body'],
  FunctionExpression: ['id', 'params', 'body'],
  ArrowFunctionExpression: ['params', 'body'],
  ClassDeclaration: ['id', 'superClass', 'body'],
  ClassExpression: ['id', 'superClass', 'body'],
  ClassBody: ['body'],
  MethodDefinition: ['key', 'value'],
  PropertyDefinition: ['key', 'value'],
  StaticBlock: ['body'],
  BlockStatement: ['body'],
  ExpressionStatement: ['expression'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['id', 'init'],
  IfStatement: ['test', 'consequent', 'alternate'],
  ForStatement: ['init', 'test', 'update', 'body'],
  ForInStatement: ['left', 'right', 'body'],
  ForOfStatement: ['left', 'right', 'body'],
  WhileStatement: ['test', 'body'],
  DoWhileStatement: ['body', 'test'],
  ReturnStatement: ['argument'],
  ThrowStatement: ['argument'],
  BreakStatement: ['label'],
  ContinueStatement: ['label'],
  LabeledStatement: ['label', 'body'],
  SwitchStatement: ['discriminant', 'cases'],
  SwitchCase: ['test', 'consequent'],
  TryStatement: ['block', 'handler', 'finalizer'],
  CatchClause: ['param', 'body'],
  WithStatement: ['object', 'body'],
  ArrayExpression: ['elements'],
  ObjectExpression: ['properties'],
  Property: ['key', 'value'],
  UnaryExpression: ['argument'],
  UpdateExpression: ['argument'],
  BinaryExpression: ['left', 'right'],
  LogicalExpression: ['left', 'right'],
  AssignmentExpression: ['left', 'right'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  CallExpression: ['callee', 'arguments'],
  NewExpression: ['callee', 'arguments'],
  MemberExpression: ['object', 'property'],
  ChainExpression: ['expression'],
  SequenceExpression: ['expressions'],
  SpreadElement: ['argument'],
  RestElement: ['argument'],
  TemplateLiteral: ['quasis', 'expressions'],
  TaggedTemplateExpression: ['tag', 'quasi'],
  YieldExpression: ['argument'],
  AwaitExpression: ['argument'],
  ImportExpression: ['source'],
  MetaProperty: [],
  // Not the user's: what `super` needs where its method does not stand around it (home-objects.ts).
  Super: ['home', 'self'],
  ObjectPattern: ['properties'],
  ArrayPattern: ['elements'],
  AssignmentPattern: ['left', 'right'],
  ImportDeclaration: ['specifiers', 'source'],
  ExportNamedDeclaration: ['declaration'],
  ExportDefaultDeclaration: ['declaration'],
};
const NONE: string[] = [];
/** For scope analysis, which has a table of its own. */
export const OWN_KEYS = { Super: KEYS.Super! };
export const childKeys = (type: string): string[] => KEYS[type] ?? NONE;

const LOOPS = new Set([
  'ForStatement',
  'WhileStatement',
  'DoWhileStatement',
  'ForOfStatement',
  'ForInStatement',
]);
export const isFunction = ({ type }: Node): boolean =>
  type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'FunctionDeclaration';
export const isArrow = (node: Node): boolean => node.type === 'ArrowFunctionExpression';
export const isClass = (node: Node): boolean =>
  node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
export const isLoop = (node: Node): boolean => LOOPS.has(node.type);

/** Depth first, in evaluation order. `visit` returns false to leave a subtree out. */
export function walk(
  node: Node,
  visit: (node: Node, parent: Node | null, key: string) => unknown,
  parent: Node | null = null,
  key = '',
): void {
  if (visit(node, parent, key) === false) return;
  const keys = KEYS[node.type];
  if (keys === undefined) return;
  // Indices: every pass walks, mostly in code that V8 has not optimised yet.
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i]!;
    const child = node[k];
    if (!child) continue;
    if (child.type !== undefined) walk(child, visit, node, k);
    else for (let j = 0; j < child.length; j++) if (child[j]) walk(child[j], visit, node, k);
  }
}

/** Its children, one level down, in evaluation order. Indices here too: an iterator's results are garbage until V8 optimises. */
export function eachChild(node: Node, visit: (child: Node, key: string) => void): void {
  const keys = KEYS[node.type];
  if (keys === undefined) return;
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i]!;
    const child = node[k];
    if (!child) continue;
    if (child.type !== undefined) visit(child, k);
    else for (let j = 0; j < child.length; j++) if (child[j]) visit(child[j], k);
  }
}

/** Puts what `change` returns in the place of each child. */
export function replaceChildren(node: Node, change: (child: Node, key: string) => Node): void {
  const keys = KEYS[node.type];
  if (keys === undefined) return;
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i]!;
    const child = node[k];
    if (!child) continue;
    if (child.type !== undefined) node[k] = change(child, k);
    else for (let j = 0; j < child.length; j++) if (child[j]) child[j] = change(child[j], k);
  }
}

/** As `walk`, but does not enter functions (their bodies run elsewhere and later), nor what runs inside a class body. */
export function walkOwn(node: Node, visit: (node: Node, parent: Node | null, key: string) => unknown): void {
  walk(node, (n, parent, key) => {
    if (n !== node && (isFunction(n) || n.type === 'StaticBlock')) return false;
    if (parent?.type === 'PropertyDefinition' && key === 'value') return false;
    return visit(n, parent, key);
  });
}

/** True if `test` holds for `node` or some node in it, functions in it too. */
export function some(node: Node, test: (node: Node) => boolean): boolean {
  let found = false;
  walk(node, (n) => {
    found ||= test(n);
    return !found;
  });
  return found;
}

/** True if `test` holds for some node that runs as part of `node` itself. */
export function someOwn(node: Node | null | undefined, test: (node: Node) => boolean): boolean {
  if (!node) return false;
  let found = false;
  walkOwn(node, (n) => {
    if (found) return false;
    if (test(n)) found = true;
    return !found;
  });
  return found;
}

/** Replaces children for which `change` returns another node, bottom up. */
export function rewrite(node: Node, change: (node: Node, parent: Node, key: string) => Node): void {
  const keys = KEYS[node.type];
  if (keys === undefined) return;
  for (let i = 0; i < keys.length; i++) {
    const k = keys[i]!;
    const child = node[k];
    if (!child) continue;
    if (child.type !== undefined) {
      rewrite(child, change);
      node[k] = change(child, node, k);
    } else
      for (let j = 0; j < child.length; j++) {
        if (!child[j]) continue;
        rewrite(child[j], change);
        child[j] = change(child[j], node, k);
      }
  }
}

/** The same of what runs as part of `node`: functions in it are left alone. */
export function rewriteOwn(node: Node, change: (node: Node, parent: Node, key: string) => Node): void {
  replaceChildren(node, (child, key) => {
    if (isFunction(child)) return child;
    rewriteOwn(child, change);
    return change(child, node, key);
  });
}

/** A deep copy of the tree; marks that are objects outside the tree (units, bindings) stay shared. */
export function clone<T>(node: T): T {
  if (Array.isArray(node)) return node.map(clone) as T;
  if (node === null || typeof node !== 'object' || typeof (node as unknown as Node).type !== 'string')
    return node;
  const source = node as unknown as Node;
  const copy: Node = { type: source.type };
  const keys = Object.keys(source);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    copy[key] =
      key === 'unit' || key === 'loc' || key === 'privateOf' || key === 'superOf'
        ? source[key]
        : clone(source[key]);
  }
  return copy as T;
}

/**
 * Names made before scopes are known begin with this character, which no program can write; when bindings are settled it becomes `$`
 * (whose names in the user's program are then taken by nobody: they have been renamed).
 */
export const OURS = '\0';

// ---- builders ----
export const id = (name: string): Node => ({ type: 'Identifier', name });
export const literal = (value: string | number | boolean | null): Node => ({
  type: 'Literal',
  value,
  raw: JSON.stringify(value),
});
export const undef = (): Node => ({
  type: 'UnaryExpression',
  operator: 'void',
  prefix: true,
  argument: literal(0),
});
export const self = (): Node => ({ type: 'ThisExpression' });
export const statement = (expression: Node): Node => ({ type: 'ExpressionStatement', expression });
export const assign = (left: Node, right: Node): Node => ({
  type: 'AssignmentExpression',
  operator: '=',
  left,
  right,
});
export const member = (object: Node, property: string): Node => ({
  type: 'MemberExpression',
  object,
  property: id(property),
  computed: false,
});
export const index = (object: Node, property: Node): Node => ({
  type: 'MemberExpression',
  object,
  property,
  computed: true,
});
export const call = (callee: Node, args: Node[] = []): Node => ({
  type: 'CallExpression',
  callee,
  arguments: args,
});
export const block = (body: Node[]): Node => ({ type: 'BlockStatement', body });
export const iff = (test: Node, consequent: Node, alternate: Node | null = null): Node => ({
  type: 'IfStatement',
  test,
  consequent,
  alternate,
});
export const not = (argument: Node): Node => ({
  type: 'UnaryExpression',
  operator: '!',
  prefix: true,
  argument,
});
export const binary = (operator: string, left: Node, right: Node): Node => ({
  type: 'BinaryExpression',
  operator,
  left,
  right,
});
export const ret = (argument: Node | null = null): Node => ({ type: 'ReturnStatement', argument });
export const array = (elements: Node[]): Node => ({ type: 'ArrayExpression', elements });
export const sequence = (expressions: Node[]): Node => ({ type: 'SequenceExpression', expressions });
export const breakTo = (label: string | null): Node => ({
  type: 'BreakStatement',
  label: label === null ? null : id(label),
});
export const labeled = (label: string, body: Node): Node => ({
  type: 'LabeledStatement',
  label: id(label),
  body,
});
export const arrow = (params: Node[], body: Node): Node => ({
  type: 'ArrowFunctionExpression',
  params,
  body,
  expression: body.type !== 'BlockStatement',
  async: false,
});
export const declare = (kind: 'let' | 'const' | 'var', name: string, init: Node | null): Node => ({
  type: 'VariableDeclaration',
  kind,
  declarations: [{ type: 'VariableDeclarator', id: id(name), init }],
});
export const object = (entries: [string, Node][]): Node => ({
  type: 'ObjectExpression',
  properties: entries.map(([key, value]) => ({
    type: 'Property',
    key: /^[A-Za-z_$][\w$]*$/.test(key) ? id(key) : literal(key),
    value,
    kind: 'init',
    method: false,
    shorthand: false,
    computed: false,
  })),
});

/** `$rt.method(args)` */
export const rt = (method: string, args: Node[]): Node => call(member(id('$rt'), method), args);

/** A spread copies when it is its turn: getters run then, and later changes are not seen. */
export const copied = (e: Node): Node => ({
  type: 'ObjectExpression',
  properties: [{ type: 'SpreadElement', argument: e }],
});
