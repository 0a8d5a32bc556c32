/**
 * What the resume generator gets of a lowered function: text of JSON, without positions and without what only passes need. A function in
 * it that has a text of its own is written as far as its own body begins, and the rest is found there.
 *
 *     a name               "x"
 *     a literal            { "v": 5 }       where JSON has the value
 *     any other node       [type, child, …, marks]       children in the order of `childKeys`, a list of them as a list; marks if it has any
 *     nothing              null
 */
import { assert } from '../../protocol/assert.ts';
import { childKeys, isFunction, type Node } from './ast.ts';
import type { LoweredUnit } from './lower/unit.ts';
import { isConstructible, isGenerator, type Program, type Unit } from './units.ts';

export interface FunctionTree {
  kind: Unit['kind'];
  generator: boolean;
  strict: boolean;
  constructible: boolean;
  params: string[];
  locals: string[];
  body: Node[];
}

/** A node's type is its place in this list: only ever added to. */
const TYPES = (
  'ArrayExpression ArrayPattern ArrowFunctionExpression AssignmentExpression AssignmentPattern AwaitExpression BinaryExpression ' +
  'BlockStatement BreakStatement CallExpression CatchClause ChainExpression ClassBody ClassDeclaration ClassExpression ' +
  'ConditionalExpression ContinueStatement DebuggerStatement DoWhileStatement EmptyStatement ExpressionStatement ForInStatement ' +
  'ForOfStatement ForStatement FunctionDeclaration FunctionExpression Identifier IfStatement ImportExpression LabeledStatement Literal ' +
  'LogicalExpression MemberExpression MetaProperty MethodDefinition NewExpression ObjectExpression ObjectPattern ' +
  'ParenthesizedExpression PrivateIdentifier Property PropertyDefinition RestElement ReturnStatement SequenceExpression SpreadElement ' +
  'StaticBlock Super SwitchCase SwitchStatement TaggedTemplateExpression TemplateElement TemplateLiteral ThisExpression ThrowStatement ' +
  'TryStatement UnaryExpression UpdateExpression VariableDeclaration VariableDeclarator WhileStatement WithStatement YieldExpression'
).split(' ');
const NUMBERS = new Map(TYPES.map((type, i) => [type, i]));

const LEFT_OUT = new Set(
  (
    'type loc range start end suspends short sourceText named imported original declaredAs inferred displayName hiddenName opaque strict ' +
    'ownText isStaticText target checks sinks pollOf inPattern saysStrict described keptKey asyncStart asyncBody asyncGenerator cooked'
  ).split(' '),
);

export class TreeWriter {
  private readonly program: Program;
  private readonly lowered: ReadonlyMap<Unit, LoweredUnit>;

  constructor(program: Program, lowered: ReadonlyMap<Unit, LoweredUnit>) {
    this.program = program;
    this.lowered = lowered;
  }

  /** '' where the function is never captured on the stack. */
  textOf(unit: Unit): string {
    const lowered = this.lowered.get(unit);
    if (!lowered || lowered.points.length === 0) return '';
    const head: Omit<FunctionTree, 'body'> = {
      kind: unit.kind,
      generator: isGenerator(unit),
      strict: unit.strict,
      constructible: isConstructible(unit),
      params: lowered.params,
      locals: lowered.locals,
    };
    return `${JSON.stringify(head).slice(0, -1)},"body":${this.list(lowered.body)}}`;
  }

  private list(nodes: readonly (Node | null)[], to = nodes.length): string {
    let text = '[';
    for (let i = 0; i < to; i++) {
      if (i > 0) text += ',';
      text += this.node(nodes[i]);
    }
    return `${text}]`;
  }

  private node(node: Node | null | undefined): string {
    if (!node) return 'null';
    if (isFunction(node)) return this.functionNode(node);
    const marks = this.marks(node);
    if (node.type === 'Identifier' && marks === `"name":${JSON.stringify(node.name)}`)
      return JSON.stringify(node.name);
    if (node.type === 'Literal' && isPlain(node)) return `{"v":${JSON.stringify(node.value)}}`;
    return this.parts(node, marks, null);
  }

  /** Up to the body of its own, if that is written elsewhere. */
  private functionNode(node: Node): string {
    const unit = this.program.unitOf.get(node);
    const own = unit && this.lowered.get(unit);
    const all: Node[] = node.body.body;
    if (!own || own.points.length === 0 || node.body.type !== 'BlockStatement')
      return this.parts(node, this.marks(node), null);
    const first = all.length - own.body.length;
    for (let i = 0; i < own.body.length; i++)
      if (all[first + i] !== own.body[i]) return this.parts(node, this.marks(node), null);
    const marks = this.marks(node.body);
    const body = `[${numberOf('BlockStatement')},${this.list(all, first)},{${marks}${marks && ','}"restOf":${unit.id}}]`;
    return this.parts(node, this.marks(node), body);
  }

  private parts(node: Node, marks: string, body: string | null): string {
    let text = `[${numberOf(node.type)}`;
    const keys = childKeys(node.type);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const child = node[key];
      text += ',';
      text +=
        body !== null && key === 'body' ? body : Array.isArray(child) ? this.list(child) : this.node(child);
    }
    return marks === '' ? `${text}]` : `${text},{${marks}}]`;
  }

  /** All that is no child, as members of an object. What is missing is `undefined`, as good as false and null. */
  private marks(node: Node): string {
    const children = childKeys(node.type);
    const keys = Object.keys(node);
    let text = '';
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value = node[key];
      if (value === undefined || value === null || value === false) continue;
      if (LEFT_OUT.has(key) || children.includes(key) || (key === 'property' && isFunction(node))) continue;
      const written = typeof value === 'object' ? this.markText(key, value) : scalarText(value);
      if (written !== undefined) text += `${text && ','}"${key}":${written}`;
    }
    return text;
  }

  private markText(key: string, value: Node): string | undefined {
    // A literal is printed from its text: RegExp values have no JSON.
    if (value instanceof RegExp) return undefined;
    if (key === 'environment') return 'true';
    if (key === 'privateOf' || key === 'classUnit') return classText(value);
    if (key === 'superOf')
      return JSON.stringify({ ...value, cls: value.cls && { id: value.cls.id, ref: value.cls.ref } });
    return JSON.stringify(value);
  }
}

const classText = ({ id, ref }: Node): string => JSON.stringify({ id, ref });

const scalarText = (value: unknown): string | undefined =>
  typeof value === 'bigint' ? undefined : JSON.stringify(value);

/** JSON.stringify says the same, if in other words. */
const isPlain = ({ value, raw }: Node): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) || raw === 'null';

function numberOf(type: string): number {
  const number = NUMBERS.get(type);
  assert(number !== undefined, `${type} is a node that can be written`);
  return number;
}

type Written = string | null | { v: unknown } | [type: number, ...rest: unknown[]];

/** The function's own: functions in it whose body is written elsewhere have only what comes before that (`restOf`). */
export function readTree(text: string): FunctionTree {
  const { body, ...head } = JSON.parse(text) as Omit<FunctionTree, 'body'> & { body: Written[] };
  return { ...head, body: body.map(readNode) as Node[] };
}

function readNode(written: Written): Node | null {
  if (written === null) return null;
  if (typeof written === 'string') return { type: 'Identifier', name: written };
  if (!Array.isArray(written))
    return { type: 'Literal', value: written.v, raw: JSON.stringify(written.v) } as Node;
  const type = TYPES[written[0]]!;
  const node: Node = { type };
  const keys = childKeys(type);
  for (let i = 0; i < keys.length; i++) {
    const child = written[i + 1] as Written | Written[];
    node[keys[i]!] = isList(child) ? child.map(readNode) : readNode(child);
  }
  return Object.assign(node, written[keys.length + 1]);
}

/** A node begins with a number. */
const isList = (written: Written | Written[]): written is Written[] =>
  Array.isArray(written) && typeof written[0] !== 'number';
