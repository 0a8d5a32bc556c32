import type { Dice } from './dice.ts';

/** What a variable holds, roughly: programs do more when most of their operations make sense. */
export type Kind = 'num' | 'str' | 'arr' | 'obj' | 'map' | 'set' | 'fn' | 'gen' | 'cls' | 'inst';

export interface Variable {
  name: string;
  kind: Kind;
  isConstant: boolean;
}

/** What is around a statement: the variables, and what may be said there. */
export class Scope {
  readonly variables: Variable[];
  readonly dice: Dice;
  private readonly names: { next: number; readonly prefix: string };
  /** Of the function around. */
  readonly may: {
    return: boolean;
    await: boolean;
    yield: boolean;
    arguments: boolean;
    super: boolean;
    private: boolean;
  };
  /** Labels of loops, the empty one for the innermost; and of blocks and switches, which can only be left. */
  readonly loops: string[];
  readonly blocks: string[];
  readonly depth: number;

  private constructor(
    from: Pick<Scope, 'variables' | 'dice' | 'may' | 'loops' | 'blocks' | 'depth'>,
    names: Scope['names'],
  ) {
    this.variables = from.variables;
    this.dice = from.dice;
    this.may = from.may;
    this.loops = from.loops;
    this.blocks = from.blocks;
    this.depth = from.depth;
    this.names = names;
  }

  /** `prefix` keeps the names of programs apart that stand in one file. */
  static program(dice: Dice, prefix: string): Scope {
    const may = { return: false, await: false, yield: false, arguments: false, super: false, private: false };
    return new Scope({ variables: [], dice, may, loops: [], blocks: [], depth: 0 }, { next: 0, prefix });
  }

  fresh(): string {
    return `${this.names.prefix}${this.names.next++}`;
  }

  declare(kind: Kind, isConstant = false): string {
    const name = this.fresh();
    this.variables.push({ name, kind, isConstant });
    return name;
  }

  /** A block: sees everything, keeps what it declares. */
  inner(more: { loop?: string; block?: string } = {}): Scope {
    return new Scope(
      {
        ...this,
        variables: [...this.variables],
        loops: more.loop === undefined ? this.loops : [...this.loops, more.loop],
        blocks: more.block === undefined ? this.blocks : [...this.blocks, more.block],
        depth: this.depth + 1,
      },
      this.names,
    );
  }

  function(may: Partial<Scope['may']>): Scope {
    const none = { return: true, await: false, yield: false, arguments: false, super: false, private: false };
    return new Scope(
      {
        variables: [...this.variables],
        dice: this.dice,
        may: { ...none, ...may },
        loops: [],
        blocks: [],
        depth: this.depth + 1,
      },
      this.names,
    );
  }

  /** An arrow function's body, or a parameter's default: what is around, but nothing to wait for or jump to. */
  arrow(): Scope {
    const { super: supers, private: privates, arguments: args } = this.may;
    return this.function({ super: supers, private: privates, arguments: args });
  }

  find(kind: Kind, toWrite = false): string | undefined {
    const fitting = this.variables.filter((each) => each.kind === kind && !(toWrite && each.isConstant));
    return fitting.length === 0 ? undefined : this.dice.pick(fitting).name;
  }
}
