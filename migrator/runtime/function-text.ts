import type { ProgramImage } from '../../protocol/program.ts';
import type { Registry } from './heap/registry.ts';

/** What the compiler puts behind the first brace of each function and class. */
const MARK = /\{\/\*#(c?)(\d+)\*\//;

/**
 * `Function.prototype.toString` gives the user's own text, not what the compiler has made of it, and shows our shims as the builtins that
 * they stand for. Nothing is done before somebody asks.
 */
export class FunctionText {
  program: Pick<ProgramImage, 'functions' | 'classes' | 'sources'> | undefined;

  /** Before the builtins are recorded. */
  install(registry: Pick<Registry, 'lookUp'>): void {
    const { apply } = Reflect;
    const native = Function.prototype.toString;
    const textOf = (target: Function, text: string): string => this.textOf(target, text, registry);
    const { toString } = {
      toString(this: Function): string {
        const text = apply(native, this, []);
        return text.endsWith('{ [native code] }') ? text : textOf(this, text);
      },
    };
    Object.defineProperty(Function.prototype, 'toString', {
      value: toString,
      writable: true,
      configurable: true,
    });
  }

  private textOf(target: Function, text: string, registry: Pick<Registry, 'lookUp'>): string {
    const [, isClass, id] = MARK.exec(text) ?? [];
    const info = id === undefined ? undefined : this.program?.[isClass ? 'classes' : 'functions'][Number(id)];
    const source = info && this.program?.sources[info.source];
    if (info?.range && source) return (source.code ?? source.text).slice(...info.range);
    const isOurs = id === undefined && registry.lookUp(target) !== undefined;
    const name = Object.getOwnPropertyDescriptor(target, 'name')?.value;
    return isOurs ? `function ${typeof name === 'string' ? name : ''}() { [native code] }` : text;
  }
}
