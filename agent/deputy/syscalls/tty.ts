import tty from 'node:tty';
import * as z from 'zod/mini';
import { terminalMode } from '../terminal-mode.ts';
import { fd, type Syscall, syscall } from './context.ts';

/** Terminals among the task's descriptors. */
export const ttyCalls: Record<string, Syscall> = {
  'tty.setRawMode': syscall(z.tuple([fd, z.boolean()]), ([number, isRaw], { context }) => {
    terminalMode.set(context.descriptors.get(number, 'read').fd, isRaw);
    return { value: null };
  }),
  'tty.isatty': syscall(z.tuple([fd]), ([number], { context }) => {
    try {
      return { value: tty.isatty(context.descriptors.get(number, 'fstat').fd) };
    } catch {
      return { value: false };
    }
  }),
};
