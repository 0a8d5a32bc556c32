import { join } from 'node:path';
import { type NodeSettings, nodeSettings } from '../../protocol/node.ts';
import { readState, writeState } from '../state-file.ts';

const FILE = 'settings.json';
const NONE: NodeSettings = { block: false, stay: false, lstay: false };

/** What this node's user has told it about guests and moves. It stays so over restarts. */
export class Settings {
  private value: NodeSettings;

  constructor(private readonly directory: string) {
    this.value = readState(join(directory, FILE), nodeSettings, NONE);
  }

  get now(): NodeSettings {
    return this.value;
  }

  /** Changes what is named. Kept before it counts: what a restart would forget was never told. */
  set(change: Partial<NodeSettings>): NodeSettings {
    const next = { ...this.value, ...change };
    writeState(this.directory, FILE, next);
    this.value = next;
    return next;
  }
}
