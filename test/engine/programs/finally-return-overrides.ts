// What `finally` returns wins; what it only computes does not.
import { tick } from './support/tick.ts';
function overrides() { try { return tick('try'); } finally { return tick('finally'); } }
function keeps() { let x = 1; try { return tick(x); } finally { x = tick(9); } }
function swallows() { try { throw tick(new Error('lost')); } finally { return tick('kept'); } }
function twice() { try { try { return tick(1); } finally { tick(2); } } finally { tick(3); } }
console.log(overrides(), keeps(), swallows(), twice());
