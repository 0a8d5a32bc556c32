/**
 * Pass 9. Printing: astring, with three rules of ours. The call of a suspension point is preceded by MARK exactly where V8 reports its
 * position; expressions that may stand in one print on one line; calls of environment variables pass no `this`.
 */
import * as astring from 'astring';
import { isFunction, type Node } from './ast.ts';

// Exported by astring, missing in its types.
const { EXPRESSIONS_PRECEDENCE, NEEDS_PARENTHESES } = astring as unknown as {
  EXPRESSIONS_PRECEDENCE: Record<string, number>;
  NEEDS_PARENTHESES: number;
};
const { GENERATOR, generate } = astring;
type State = astring.State;

export const MARK = '/*@*/';

/** Generated line and column (1, 0) with the position of the node it came from. */
export interface Mapping {
  line: number;
  column: number;
  sourceLine: number;
  sourceColumn: number;
}

/** Reserved words as property names are not "callable" tokens to V8's parser: it reports the parenthesis. */
const RESERVED_WORDS = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return switch this throw true try typeof var void while with'.split(
    ' ',
  ),
);

type PrintState = State & { map?: unknown; output: string };
// biome-ignore lint/suspicious/noExplicitAny: astring's generator is a table of functions over ESTree
type Printer = Record<string, (this: Printer, node: any, state: PrintState) => void>;
const base = GENERATOR as unknown as Printer;

/** In parentheses such a chain would end there. */
const hasOptional = (node: Node): boolean =>
  node.optional === true ||
  (node.type === 'MemberExpression' && hasOptional(node.object)) ||
  (node.type === 'CallExpression' && hasOptional(node.callee));

const printer: Printer = {
  ...base,
  CallExpression(node: Node, state) {
    const { callee } = node;
    let marked = node.marked === true;
    const mark = (): void => {
      if (marked) state.write(MARK);
      marked = false;
    };
    if (callee.environment) {
      state.write('(0, ');
      this.MemberExpression!(callee, state);
      state.write(')');
    } else if (callee.type === 'Identifier' || callee.type === 'Super') {
      mark();
      this[callee.type]!(callee, state);
    } else if (marked && callee.type === 'MemberExpression' && !hasOptional(callee)) {
      // At the name of the method V8 would report both the call and a getter that gives the method.
      state.write('(');
      this.MemberExpression!(callee, state);
      state.write(')');
    } else if (
      callee.type === 'MemberExpression' &&
      !callee.computed &&
      callee.property.type === 'Identifier' &&
      !RESERVED_WORDS.has(callee.property.name)
    ) {
      operand(this, callee.object, state, 'MemberExpression');
      state.write(callee.optional ? '?.' : '.');
      mark();
      this[callee.property.type]!(callee.property, state);
    } else operand(this, callee, state, 'CallExpression');
    mark();
    if (node.optional) state.write('?.');
    list(this, node.arguments, state);
  },
  NewExpression(node: Node, state) {
    if (node.marked) state.write(MARK);
    state.write('new', node as never);
    state.write(' ');
    const precedence = EXPRESSIONS_PRECEDENCE[node.callee.type]!;
    if (
      precedence === NEEDS_PARENTHESES ||
      precedence < EXPRESSIONS_PRECEDENCE.CallExpression! ||
      hasCall(node.callee)
    ) {
      state.write('(');
      this[node.callee.type]!(node.callee, state);
      state.write(')');
    } else this[node.callee.type]!(node.callee, state);
    list(this, node.arguments, state);
  },
  /** Its end matters where something follows: astring knows no parentheses for it. */
  ChainExpression(node: Node, state) {
    state.write('(');
    this[node.expression.type]!(node.expression, state);
    state.write(')');
  },
  ObjectExpression(node: Node, state) {
    if (node.multiline || node.properties.some((p: Node) => p.value && isFunction(p.value))) {
      base.ObjectExpression!.call(this, node, state);
      return;
    }
    state.write('{');
    node.properties.forEach((p: Node, i: number) => {
      if (i > 0) state.write(', ');
      this[p.type]!(p, state);
    });
    state.write('}');
  },
  IfStatement(node: Node, state) {
    if (node.inGenerator) generatorPoint(this, node, state);
    else base.IfStatement!.call(this, node, state);
  },
  BlockStatement(node: Node, state) {
    const { length } = state.output;
    if (node.standsAt) node.at = length;
    else withTextMark(node, state, () => base.BlockStatement!.call(this, node, state));
    if (node.textOf !== undefined) node.printed = [length, state.output.length];
  },
  ClassBody(node: Node, state) {
    withTextMark(node, state, () => base.ClassBody!.call(this, node, state));
  },
  Literal(node: Node, state) {
    const continued = typeof node.value === 'string' && /[\n\r\u2028\u2029]/.test(node.raw ?? '');
    base.Literal!.call(this, continued ? { ...node, raw: JSON.stringify(node.value) } : node, state);
  },
};

/** The brace that `write` begins with is followed by `/*#12*\/`: function 12 (or class: `c12`) of the program. */
function withTextMark(node: Node, state: State, write: () => void): void {
  const plain = state.write;
  if (node.textOf !== undefined)
    state.write = function (this: State, text: string, ...more: never[]) {
      state.write = plain;
      plain.call(this, `${text}/*#${node.textOf}*/`, ...more);
    } as State['write'];
  write();
}

/**
 * A point in a generator, `if ((t = call) === $SIG) return $SIG.save(fn, pc, this, [live]);` elsewhere. The generator stays where it
 * is: `$SIG.tell` says where that is to whoever asks, and throws where it is to return. Resumed code begins with the wait.
 *
 *     start   while ($SIG.mode !== 0 && tell) yield $SIG;
 *     yield   for (t = yield e; t === $SIG; t = yield $SIG) tell;
 *     call    if ((t = call) === $SIG) do { while ((yield $SIG) === $SIG) tell; } while ((t = $SIG.next()) === $SIG);
 */
function generatorPoint(p: Printer, node: Node, state: State): void {
  const { left } = node.test;
  const write = (part: string | Node): void => {
    if (typeof part === 'string') state.write(part);
    else p[part.type]!(part, state);
  };
  const name = left.type === 'AssignmentExpression' ? left.left.name : null;
  const asked = left.type === 'AssignmentExpression' ? left.right : left;
  const save = node.consequent.argument;
  const tell = { ...save, callee: { ...save.callee, property: { type: 'Identifier', name: 'tell' } } };
  const print = (...parts: (string | Node)[]): void => parts.forEach(write);
  if (node.inGenerator === 'start') {
    if (node.resumed) print('do yield $SIG; while ($SIG.mode !== 0 && ', tell, ');');
    else print('while ($SIG.mode !== 0 && ', tell, ') yield $SIG;');
  } else if (node.inGenerator === 'yield') {
    const first = node.resumed ? 'yield $SIG' : asked;
    print(`for (${name} = `, first, `; ${name} === $SIG; ${name} = yield $SIG) `, tell, ';');
  } else {
    const target = name === null ? '' : `${name} = `;
    if (!node.resumed) print(`if ((${target}`, asked, ') === $SIG) ');
    const isNew = asked.type === 'NewExpression' ? ' $SIG.constructing = true;' : '';
    print(
      'do { while ((yield $SIG) === $SIG) ',
      tell,
      `;${isNew} } while ((${target}$SIG.${MARK}next()) === $SIG);`,
    );
  }
}

function operand(p: Printer, node: Node, state: State, as: 'MemberExpression' | 'CallExpression'): void {
  const precedence = EXPRESSIONS_PRECEDENCE[node.type]!;
  const parens =
    precedence === NEEDS_PARENTHESES || precedence < EXPRESSIONS_PRECEDENCE[as]! || isNumber(node);
  if (parens) state.write('(');
  p[node.type]!(node, state);
  if (parens) state.write(')');
}

const isNumber = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'number';

function list(p: Printer, nodes: Node[], state: State): void {
  state.write('(');
  nodes.forEach((node, i) => {
    if (i > 0) state.write(', ');
    p[node.type]!(node, state);
  });
  state.write(')');
}

function hasCall(node: Node): boolean {
  for (let n: Node | undefined = node; n; n = n.type === 'MemberExpression' ? n.object : undefined)
    if (n.type === 'CallExpression') return true;
  return false;
}

export function print(program: Node, mappings?: Mapping[]): string {
  const add = (m: {
    original: { line: number; column: number };
    generated: { line: number; column: number };
  }): void =>
    void mappings?.push({
      line: m.generated.line,
      column: m.generated.column,
      sourceLine: m.original.line,
      sourceColumn: m.original.column,
    });
  // biome-ignore lint/suspicious/noExplicitAny: astring asks for a source-map generator and uses only addMapping
  const sourceMap = mappings ? ({ addMapping: add } as any) : undefined;
  // biome-ignore lint/suspicious/noExplicitAny: our open tree
  return generate(program as any, { generator: printer as any, indent: ' ', sourceMap });
}
