// What a module imports is a constant there, in every form of assignment.
import * as namespace from './modules/live.mjs';
import { again as main, live as count } from './modules/live.mjs';
import { join } from 'node:path';

const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
const attempts = {
  plain: () => { count = turn(1); },
  compound: () => { count += turn(2); },
  update: () => { count++; },
  pattern: () => { ({ count } = { count: turn(1) }); },
  list: () => { [count = turn(1)] = []; },
  loop: () => { for (count of [turn(1)]) break; },
  namespace: () => { namespace = turn(1); },
  builtin: () => { join = turn(1); },
};
for (const [name, attempt] of Object.entries(attempts))
  try {
    attempt();
    console.log(name, 'was let through');
  } catch (error) {
    console.log(turn(1), name, error.name, error.message);
  }
console.log(typeof count, typeof main, typeof join);
