// Proxies of functions, as clients of remote procedures have them: only what the program does is seen by their traps.
let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const api = (path) => new Proxy(function target() {}, {
  get(t, key) { console.log('get', path, String(key)); return api(`${path}.${String(key)}`); },
  apply(t, self, args) { console.log('apply', path, typeof self, args); return tick(args.length); },
});
const remote = api('remote');
console.log(remote.users.get(tick(1)));
console.log(remote[tick('a')](tick(1), tick(2)));
const key = 'k';
console.log(remote[key](tick(3)));
const own = { f: Object.assign(function () { return [this === own, arguments.length]; }, { call: () => 'own call' }), bare: Object.setPrototypeOf(function (x) { return x; }, null) };
console.log(own[tick('f')](tick(1)), own.bare(tick(5)), own['bare'](tick(6)));
try { remote.nothing.x(tick(1)).y.z(tick(2)); } catch (e) { console.log(e.message); }
try { own.none(tick(1)); } catch (e) { console.log(e.message); }
try { own[tick('none')](tick(1)); } catch (e) { console.log(e.message); }
async function f() { return [await remote.x.y(await tick(9)), own[await 'f'](await 1)]; }
console.log(await f());
