import { keyHelp } from '../key-help.ts';
import type { Size, Widget } from '../scene.ts';
import { keys } from './keys.ts';

const NOTES = [
  '→ away from home · NODE 0: at home · LOCK 🔒: does not move by itself · CANTMOVE: what holds it',
  'S: R running, T stopped, M migrating, F frozen, S starting',
  '%CPU: of one CPU, over the last second · RSS: memory of its host process',
];

export const helpPage = (size: Size): Widget => keyHelp('mtop', keys, NOTES, size);
