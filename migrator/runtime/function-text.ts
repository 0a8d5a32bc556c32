import type { ProgramImage } from '../../protocol/program.ts';
import { append } from './heap/pristine.ts';
import type { Registry } from './heap/registry.ts';

/** What the compiler puts behind the first brace of each function and class. */
const MARKS = /\{\/\*#(c?)(\d+)\*\//g;

const { apply } = Reflect;
const { exec } = RegExp.prototype;

function allMarks(text: string): RegExpExecArray[] {
  const marks: RegExpExecArray[] = [];
  MARKS.lastIndex = 0;
  for (let mark = apply(exec, MARKS, [text]); mark !== null; mark = apply(exec, MARKS, [text]))
    append(marks, mark);
  return marks;
}

/**
 * `Function.prototype.toString` gives the user's own text, not what the compiler has made of it, and shows our shims as the builtins that
 * they stand for. Nothing is done before somebody asks.
 */
export class FunctionText {
  program: Pick<ProgramImage, 'functions' | 'classes' | 'sources'> | undefined;

  /** Before the builtins are recorded. */
  install(registry: Pick<Registry, 'lookUp'>): void {
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
    const marks = allMarks(text);
    const own = this.outermost(marks);
    if (own) return own;
    const isOurs = marks.length === 0 && registry.lookUp(target) !== undefined;
    const name = Object.getOwnPropertyDescriptor(target, 'name')?.value;
    return isOurs ? `function ${typeof name === 'string' ? name : ''}() { [native code] }` : text;
  }

  /** Functions in a computed key or behind `extends` come before the mark of what they are in. */
  private outermost(marks: readonly RegExpExecArray[]): string | undefined {
    let text: string | undefined;
    let [from, to] = [Infinity, -Infinity];
    for (const [, isClass, id] of marks) {
      const info = this.program?.[isClass ? 'classes' : 'functions'][Number(id)];
      const source = info && this.program?.sources[info.source];
      if (!info?.range || !source || info.range[0] > from || info.range[1] < to) continue;
      [from, to] = info.range;
      text = (source.code ?? source.text).slice(from, to);
    }
    return text;
  }
}
