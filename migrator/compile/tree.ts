/**
 * What the resume generator gets of a lowered function: text of JSON, without positions and without what only passes need. A function in
 * it that has a text of its own is written as far as its own body begins, and the rest is found there.
 *
 *     a name               "x"
 *     a literal            { "v": 5 }       where JSON has the value
 *     any other node       [type, child, …, mark, …]       children in the order of `childKeys`, a list of them as a list
 *     nothing              null
 */
import { assert } from '../../protocol/assert.ts';
import { childKeys, id, isFunction, type Node } from './ast.ts';
import type { LoweredUnit } from './lower/unit.ts';
import { KEPT, PLACES } from './tree-types.ts';
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

export class TreeWriter {
  private readonly program: Program;
  private readonly lowered: ReadonlyMap<Unit, LoweredUnit>;
  private readonly names = new Map<string, string>();

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

  private list(nodes: readonly (Node | null)[]): string {
    let text = '[';
    for (let i = 0; i < nodes.length; i++) text += i > 0 ? `,${this.node(nodes[i])}` : this.node(nodes[i]);
    return `${text}]`;
  }

  private node(node: Node | null | undefined): string {
    if (!node) return 'null';
    if (node.type === 'Identifier') return this.quoted(node.name);
    if (node.type === 'Literal' && isPlain(node)) return `{"v":${JSON.stringify(node.value)}}`;
    return this.parts(node, isFunction(node) ? this.otherBody(node) : null);
  }

  /** Many names, each many times. */
  private quoted(text: string): string {
    let quoted = this.names.get(text);
    if (quoted === undefined) {
      quoted = JSON.stringify(text);
      this.names.set(text, quoted);
    }
    return quoted;
  }

  /** Up to the body of its own, if that is written elsewhere. */
  private otherBody(node: Node): string | null {
    const { body } = node;
    const unit = this.program.unitOf.get(node);
    const own = unit && this.lowered.get(unit);
    if (!own || own.points.length === 0 || body.type !== 'BlockStatement') return null;
    const first = body.body.length - own.body.length;
    for (let i = 0; i < own.body.length; i++) if (body.body[first + i] !== own.body[i]) return null;
    const start = { ...body, body: body.body.slice(0, first), restOf: unit.id };
    return this.parts(start, null);
  }

  private parts(node: Node, body: string | null): string {
    const { type } = node;
    const kept = PLACES.get(type);
    assert(kept !== undefined, `${type} is a node that can be written`);
    let text = `[${kept.place}`;
    const keys = childKeys(type);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const child = node[key];
      if (body !== null && key === 'body') text += `,${body}`;
      else text += Array.isArray(child) ? `,${this.list(child)}` : `,${this.node(child)}`;
    }
    return `${text}${this.marks(node, kept.marks)}]`;
  }

  /** In their order, up to the last there is. What is missing is `undefined`, as good as false. */
  private marks(node: Node, keys: readonly string[]): string {
    let text = '';
    let missing = '';
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value = node[key];
      const written = typeof value === 'string' ? this.quoted(value) : markText(key, value);
      if (written === undefined) missing += ',null';
      else {
        text += `${missing},${written}`;
        missing = '';
      }
    }
    return text;
  }
}

function markText(key: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (value === true || key === 'environment') return 'true';
  // A literal is printed from its text: such values have no JSON.
  if (typeof value === 'bigint' || value instanceof RegExp) return undefined;
  if (key === 'privateOf' || key === 'classUnit') return JSON.stringify(classOf(value as Node));
  if (key === 'superOf') {
    const { cls, ...home } = value as Node;
    return JSON.stringify(cls ? { ...home, cls: classOf(cls) } : home);
  }
  return JSON.stringify(key === 'meta' || key === 'property' ? id((value as Node).name) : value);
}

const classOf = ({ id, ref }: Node): object => ({ id, ref });

/** JSON.stringify says the same, if in other words. */
const isPlain = ({ value, raw }: Node): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value) || raw === 'null';

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
  const type = KEPT[written[0]]![0];
  const node: Node = { type };
  const keys = childKeys(type);
  for (let i = 0; i < keys.length; i++) {
    const child = written[i + 1] as Written | Written[];
    node[keys[i]!] = isList(child) ? child.map(readNode) : readNode(child);
  }
  const { marks } = PLACES.get(type)!;
  for (let i = 0, at = keys.length + 1; at < written.length; i++, at++)
    if (written[at] !== null) node[marks[i]!] = written[at];
  return node;
}

/** A node begins with a number. */
const isList = (written: Written | Written[]): written is Written[] =>
  Array.isArray(written) && typeof written[0] !== 'number';
