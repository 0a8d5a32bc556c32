// Errors that Node throws itself have prototypes that no property leads to; they are carried all the same.
import { readFileSync } from 'node:fs';
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const errs: any[] = [];
try { Buffer.alloc('x' as any); } catch (e) { errs.push(e); }
try { new URL('nope'); } catch (e) { errs.push(e); }
try { Buffer.alloc(-1); } catch (e) { errs.push(e); }
try { readFileSync('/nonexistent'); } catch (e) { errs.push(e); }
try { Buffer.from(5 as any); } catch (e) { errs.push(e); }
try { decodeURIComponent('%'); } catch (e) { errs.push(e); }
pause(10);
for (const e of errs) { pause(10); console.log(e.name, e.code, e.message, String(e), e instanceof TypeError, e instanceof RangeError, Object.keys(e), e.constructor.name, Object.getPrototypeOf(e) === TypeError.prototype, e.toString()); }
console.log(errs[1].stack.split('\n')[0]);
