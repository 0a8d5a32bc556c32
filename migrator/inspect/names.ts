import type { ProgramImage } from '../../protocol/program.ts';
import { KindCode } from '../runtime/heap/kind.ts';
import type { Graph } from './graph.ts';

/** What people call kinds of objects that are all alike. */
const KIND_NAMES: Partial<Record<number, string>> = {
  [KindCode.KNOWN]: '(builtin, or function of the program)',
  [KindCode.ARRAY]: 'Array',
  [KindCode.MAP]: 'Map',
  [KindCode.SET]: 'Set',
  [KindCode.ITERATOR]: '(iterator)',
  [KindCode.ARRAY_BUFFER]: 'ArrayBuffer',
  [KindCode.DATE]: 'Date',
  [KindCode.REGEXP]: 'RegExp',
  [KindCode.ERROR]: 'Error',
  [KindCode.BOXED]: '(boxed value)',
  [KindCode.ARGUMENTS]: '(arguments)',
  [KindCode.BOUND]: '(bound function)',
  [KindCode.MEMBER]: '(part of a class)',
  [KindCode.CURSOR]: '(iterator)',
  [KindCode.GENERATOR]: '(generator)',
  [KindCode.PROMISE]: 'Promise',
  [KindCode.PROXY]: 'Proxy',
  [KindCode.WEAK_MAP]: 'WeakMap',
  [KindCode.WEAK_SET]: 'WeakSet',
  [KindCode.WEAK_REF]: 'WeakRef',
  [KindCode.FINALIZATION_REGISTRY]: 'FinalizationRegistry',
};
/** More keys than that say no more. */
const NAMED_KEYS = 6;

/** Names objects as the program's author would. */
export class Names {
  constructor(
    private readonly graph: Graph,
    private readonly image: ProgramImage,
  ) {}

  of(object: number): string {
    const { graph } = this;
    const record = graph.record(object);
    switch (graph.kind(object)) {
      case KindCode.SHAPED: {
        const shape = graph.shapeOf(object);
        return shape ? this.instance(shape.proto, shape.keys) : '(damaged)';
      }
      case KindCode.OBJECT:
      case KindCode.PRIVATE:
        return this.instance(record[0], null);
      case KindCode.CLOSURE:
        return `function ${this.function(record[0] ?? -1)}`;
      case KindCode.MADE:
        return record[0] === 1
          ? `class ${this.class(record[1] ?? -1)}`
          : `function ${this.function(record[1] ?? -1)}`;
      case KindCode.VIEW: {
        const type = graph.primitive(record[1]);
        return typeof type === 'string' ? type : '(typed array)';
      }
      case KindCode.CONSTRUCTED: {
        const path = graph.primitive(record[1]);
        return typeof path === 'string' ? path.replace(/\.prototype$/, '') : '(object)';
      }
    }
    return KIND_NAMES[graph.kind(object)] ?? `(kind ${graph.kind(object)})`;
  }

  /** Of something that is called. */
  callee(word: number | undefined): string {
    const object = this.graph.refOf(word);
    if (object < 0) return '?';
    const path = this.graph.pathOf(object);
    if (path === undefined) return this.of(object).replace(/^function /, '');
    const own = /^function (\d+)$/.exec(path);
    return own ? this.function(Number(own[1])) : this.known(path);
  }

  function(id: number): string {
    if (id < 0) return '(resolves or rejects a promise)';
    return this.image.functions[id]?.name ?? `#${id}`;
  }

  private instance(proto: number | undefined, keys: readonly string[] | null): string {
    const named = this.prototype(this.graph.refOf(proto));
    if (named !== 'Object') return named;
    if (keys === null) return 'Object';
    const first = keys.slice(0, NAMED_KEYS).join(', ');
    return keys.length > NAMED_KEYS ? `{ ${first}, … }` : first === '' ? '{}' : `{ ${first} }`;
  }

  private prototype(object: number): string {
    if (object < 0) return 'Object';
    const { graph } = this;
    const path = graph.pathOf(object);
    if (path !== undefined) return this.known(path.replace(/\.prototype$/, ''));
    if (graph.kind(object) !== KindCode.MEMBER) return `(instance of an object)`;
    const owner = graph.refOf(graph.record(object)[0]);
    return owner < 0 ? '(object)' : this.of(owner).replace(/^(class|function) /, '');
  }

  private known(path: string): string {
    return path.replace(/^class (\d+)/, (_, id) => this.class(Number(id))).replace(/^omosix:/, '');
  }

  private class(id: number): string {
    // What esbuild puts before the name of a class that speaks of itself.
    return this.image.classes[id]?.name.replace(/^_/, '') ?? `#${id}`;
  }
}
