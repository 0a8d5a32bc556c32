import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryGroupIsMissing } from '../chaos-node.ts';
import type { Fault } from './fault.ts';

/** So much more than it uses. */
const MORE_BYTES = 8 << 20;

/** There is no memory left for an agent and its guests: its kernel kills whom it chooses. */
export const memoryExhausted: Fault = {
  missing: memoryGroupIsMissing,
  inject: ({ node, journal }) => {
    const limit = join(node.memoryGroup, 'memory.limit_in_bytes');
    const used = Number(readFileSync(join(node.memoryGroup, 'memory.usage_in_bytes'), 'utf8'));
    const excuse = journal.excuse(node.index, 'agent', 2_000);
    writeFileSync(limit, String(used + MORE_BYTES));
    return {
      what: `it has ${MORE_BYTES >> 20} MiB left beside the ${used >> 20} that it uses`,
      heal: () => {
        excuse.end();
        writeFileSync(limit, '-1');
      },
    };
  },
};
