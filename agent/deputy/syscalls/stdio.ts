import * as z from 'zod/mini';
import { MAX_READ_BYTES } from '../../../protocol/limits.ts';
import { type Syscall, size, syscall } from './context.ts';

/** Standard input as the task's stream reads it. (`stdio.write` is oneway: see ../output.ts.) */
export const stdioCalls: Record<string, Syscall> = {
  'stdin.read': syscall(z.tuple([size]), async ([length], { context }) => {
    context.descriptors.get(0, 'read');
    const bytes = await context.input.read(Math.min(Math.max(length, 1), MAX_READ_BYTES));
    return { value: bytes.length === 0, bytes };
  }),
};
