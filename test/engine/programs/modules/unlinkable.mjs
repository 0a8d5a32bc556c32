import { nobodyExportsThis } from './live.mjs';

console.log('never', nobodyExportsThis);
