import { keyHelp } from '../key-help.ts';
import type { Size, Widget } from '../scene.ts';

const KEYS = [
  { shown: 'drag a task', words: 'onto a node: it migrates · double click: it comes home' },
  { shown: 'click a node', words: 'what it is · double click: into the middle' },
  { shown: 'Tab ↑ ↓', words: 'choose a task' },
  { shown: 'm', words: 'migrate it: a number or arrows, Enter' },
  { shown: 'h b', words: 'bring it home · let the balancer decide' },
  { shown: 'f c', words: 'freeze it · let it continue' },
  { shown: 'l k', words: 'lock or unlock it · send it a signal, from a list' },
  { shown: 'u', words: 'undo the last move, then the one before it' },
  { shown: 't v', words: 'tasks as a table · another node in the middle' },
  { shown: 'PgUp PgDn [ ]', words: 'older and newer moves · scroll many nodes' },
  { shown: 'Esc ? q', words: 'let go · help · quit' },
];
const NOTES = [
  '[box] executes here · ○ → 2: on node 2 · ◆ guest · L locked · ⊘ pinned',
  'log: from → to · how long it executed nowhere · bytes of state · why',
];

export const helpWidget = (width: number, height: number): Widget =>
  keyHelp('migmon', KEYS, NOTES, { width, height } satisfies Size);
