import { types } from 'node:util';

const { apply } = Reflect;
const { isProxy } = types;
const functionCall = Function.prototype.call;

/** A function whose `call` is not every function's: a proxy, which would see it asked for, or one that has its own. */
export class OddMethod {
  private readonly target: Function;
  constructor(target: Function) {
    this.target = target;
  }
  call(self: unknown, ...args: unknown[]): unknown {
    return apply(this.target, self, args);
  }
}

const NOT_CALLABLE: object = Object.freeze(Object.create(null));

/** What shall be called with `call`, when its arguments are there: that says what it is not. */
export const method = (value: unknown): unknown =>
  typeof value !== 'function'
    ? NOT_CALLABLE
    : !isProxy(value) && value.call === functionCall
      ? value
      : new OddMethod(value);
