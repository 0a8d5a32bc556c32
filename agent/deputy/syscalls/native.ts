import fs from 'node:fs';
import type * as z from 'zod/mini';
import { type Syscall, syscall } from './context.ts';

type Callback = (error: Error | null, value?: unknown) => void;
type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Calls a function of node:fs: the blocking form for a task that waits anyway (faster, and its messages are those that
 * the program's own blocking call has), else the form with a callback.
 */
export function native(name: string, sync: boolean, ...args: unknown[]): unknown {
  const functions = fs as unknown as Record<string, AnyFunction>;
  if (sync) return functions[`${name}Sync`]!(...args);
  return calledBack(functions[name]!, args);
}

/** A promise of what a function gives to its callback. */
export function calledBack(fn: AnyFunction, args: unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, value) => (error ? reject(error) : resolve(value));
    fn(...args, callback);
  });
}

/** A syscall that is a function of node:fs, argument for argument. */
export function plain<Args extends z.core.$ZodType<unknown[]>>(name: string, args: Args): Syscall {
  return syscall(args, async (list, { sync }) => ({ value: (await native(name, sync, ...list)) ?? null }));
}

/** As `plain`, for calls whose first argument is a descriptor; `kernelName` is what node's error calls it. */
export function onDescriptor<Args extends z.core.$ZodType<[number, ...unknown[]]>>(
  name: string,
  args: Args,
  kernelName = name,
): Syscall {
  return syscall(args, async (list, { context, sync }) => {
    const [number, ...rest] = list;
    const { fd: own } = context.descriptors.get(number, kernelName);
    return { value: (await native(name, sync, own, ...rest)) ?? null };
  });
}
