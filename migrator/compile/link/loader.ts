/**
 * CommonJS and dynamic import as guest code: a module that runs inside of `require` can be captured as any other code can.
 * Observable behaviour is that of Node's own loader (its documentation, "Modules: CommonJS modules"). Names with `$` become ours.
 *
 * `$table[k]`: { file, run | json | init, ns, requires: { specifier: k or builtin }, imports: the same, names }
 */
export const LOADER = `
const $cache = { __proto__: null };
const $byFile = { __proto__: null };
let $mainModule;
function $directory(file) { return file.slice(0, file.lastIndexOf('/')) || '/'; }
const $Module = { Module: function (id, parent) {
  this.id = id;
  this.path = $directory(id);
  this.exports = {};
  this.filename = id;
  this.loaded = false;
  this.children = [];
  this.paths = $lookUpPaths(this.path);
  Object.defineProperty(this, 'parent', { value: parent, enumerable: false, writable: true, configurable: true });
} }.Module;
function $lookUpPaths(directory) {
  const paths = [];
  for (let at = directory; ; at = $directory(at)) {
    if (!at.endsWith('/node_modules')) paths.push((at === '/' ? '' : at) + '/node_modules');
    if (at === '/') return paths;
  }
}
function $makeRequire(module) {
  function require(path) { return $request(module, path); }
  function resolve(request) { return $isBuiltin(request) ? request : $table[$find(module, request)].file; }
  resolve.paths = function paths(request) { return $isBuiltin(request) ? null : $lookUpPaths(module.path); };
  require.resolve = resolve;
  require.main = $mainModule;
  require.extensions = { __proto__: null, '.js': $extension, '.json': $extension, '.node': $extension };
  require.cache = $cache;
  return require;
}
function $createRequire(from) {
  const text = String(from);
  const file = text.startsWith('file:') ? decodeURIComponent(new URL(text).pathname) : text;
  if (file[0] !== '/')
    throw Object.assign(new TypeError("The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received '" + text + "'"), { code: 'ERR_INVALID_ARG_VALUE' });
  return $makeRequire(new $Module(file, undefined));
}
let $ofModules;
function $moduleOfModules() {
  $ofModules ??= { ...$import('node:module').default, createRequire: $createRequire };
  return $ofModules;
}
function $extension(module, file) { throw new Error('require.extensions is not carried: ' + file); }
function $isBuiltin(request) { return $import('node:module').isBuiltin(request); }
function $request(module, path) {
  if (typeof path !== 'string')
    throw Object.assign(new TypeError('The "id" argument must be of type string. Received ' + (path === null ? 'null' : typeof path)), { code: 'ERR_INVALID_ARG_TYPE' });
  if (path === '')
    throw Object.assign(new TypeError("The argument 'id' must be a non-empty string. Received ''"), { code: 'ERR_INVALID_ARG_VALUE' });
  return $fetch($find(module, path), module);
}
function $find(module, path) {
  const entry = $byFile[module.filename];
  const known = entry && entry.requires[path];
  if (known !== undefined) return known;
  if ($isBuiltin(path)) return $guestOf(path);
  const isRelative = path.startsWith('./') || path.startsWith('../') || path === '.' || path === '..';
  const file = isRelative ? $import('node:path').resolve(module.path, path) : path;
  if (file[0] === '/') {
    const ends = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
    for (let i = 0; i < ends.length; i++) {
      const found = $byFile[file + ends[i]];
      if (found) return found.k;
    }
  }
  const addon = file[0] === '/' ? $addonOf(file) : undefined;
  if (addon !== undefined) return addon;
  const stack = [];
  for (let at = module; at; at = at.parent) stack.push(at.filename);
  const error = new Error("Cannot find module '" + path + "'\\nRequire stack:\\n- " + stack.join('\\n- '));
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = stack;
  throw error;
}
// Of a builtin that is compiled with the program, whoever it was who asked for it by that name.
function $guestOf(path) {
  for (const k in $table) {
    const found = $table[k].requires && $table[k].requires[path];
    if (found !== undefined) return found;
  }
  return path;
}
// A native add-on whose name was computed: nobody knew of it when the program was compiled.
function $addonOf(file) {
  for (const each of [file, file + '.node', file + '/index.node'])
    if (each.endsWith('.node') && $import('node:fs').existsSync(each)) {
      const k = Object.keys($table).length;
      $byFile[each] = $table[k] = { k, file: each, requires: {} };
      return k;
    }
}
function $fetch(k, parent) {
  if (typeof k === 'string') return /^(?:node:)?module$/.test(k) ? $moduleOfModules() : $import(k).default;
  const entry = $table[k];
  if (entry.init) return $requireModule(entry);
  const known = $cache[entry.file];
  if (known !== undefined) {
    if (parent && !parent.children.includes(known)) parent.children.push(known);
    return known.exports;
  }
  const module = new $Module(entry.file, parent);
  if (parent) parent.children.push(module);
  $cache[entry.file] = module;
  let isDone = false;
  try {
    if (entry.json !== undefined) module.exports = $json(entry);
    else if (entry.run) entry.run.call(module.exports, module.exports, $makeRequire(module), module, entry.file, module.path);
    else $import('node:process').default.dlopen(module, entry.file);
    isDone = true;
  } finally {
    if (!isDone) {
      delete $cache[entry.file];
      if (parent) parent.children.splice(parent.children.indexOf(module), 1);
    }
  }
  module.loaded = true;
  return module.exports;
}
function $json(entry) {
  try { return JSON.parse(entry.json); }
  catch (error) { error.message = entry.file + ': ' + error.message; throw error; }
}
function $enter(k) {
  const { file, shown } = $table[k];
  const module = new $Module(file, null);
  // What is in no file cannot be required, and is no main module.
  module.id = shown === undefined ? '.' : shown;
  if (shown !== undefined) return module;
  $cache[file] = module;
  $mainModule = module;
  return module;
}
function $fileOf(main) { return main.id === '.' ? main.filename : main.id; }
function $directoryOf(main) { return main.id === '.' ? main.path : '.'; }
// For 'by', which imports it by a declaration. One that itself waits for 'by', in a cycle, is not waited for.
function $evaluate(k, by) {
  const entry = $table[k];
  if (entry.failed) throw entry.error;
  if (entry.started) return $waitsFor(k, by) ? undefined : entry.pending;
  entry.started = true;
  entry.by = by;
  try {
    entry.pending = entry.init();
    return entry.pending;
  } catch (error) {
    entry.failed = true;
    entry.error = error;
    throw error;
  }
}
function $waitsFor(k, by) {
  for (let at = by; at !== undefined; at = $table[at].by) if (at === k) return true;
  return false;
}
function $requireModule(entry) {
  if (entry.awaits) {
    const words = 'require() cannot be used on an ESM graph with top-level await. Use import() instead.';
    throw Object.assign(new Error(words), { code: 'ERR_REQUIRE_ASYNC_MODULE' });
  }
  $evaluate(entry.k);
  const { ns } = entry;
  if ('module.exports' in ns) return ns['module.exports'];
  if (!('default' in ns) || '__esModule' in ns) return ns;
  if (entry.interop === undefined) {
    const getters = { __proto__: null, __esModule: () => true };
    for (const name of Object.keys(ns)) getters[name] = () => ns[name];
    entry.interop = $namespace(getters);
  }
  return entry.interop;
}
function $namespace(getters) {
  const ns = { __proto__: null };
  for (const name of Object.keys(getters).sort())
    Object.defineProperty(ns, name, { get: getters[name], enumerable: true });
  return Object.preventExtensions(Object.defineProperty(ns, Symbol.toStringTag, { value: 'Module' }));
}
function $importCjs(k) {
  const entry = $table[k];
  if (entry.space !== undefined) return entry.space;
  if (entry.failed) throw entry.error;
  let value;
  try {
    value = $fetch(k, undefined);
  } catch (error) {
    entry.failed = true;
    entry.error = error;
    throw error;
  }
  const space = { __proto__: null };
  const names = ['default', ...entry.names].sort();
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name === 'default') space.default = value;
    else if (value !== null && value !== undefined && name in Object(value)) space[name] = value[name];
  }
  Object.defineProperty(space, Symbol.toStringTag, { value: 'Module' });
  entry.space = Object.preventExtensions(space);
  return space;
}
function $attributesOf(options) {
  if (options === undefined) return;
  if (Object(options) !== options) throw new TypeError('The second argument of import() must be an object');
  const attributes = options.with;
  if (attributes === undefined) return;
  if (Object(attributes) !== attributes) throw new TypeError("The 'with' option must be an object");
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value !== 'string') throw new TypeError("Import attribute value must be a string");
    if (key !== 'type') throw Object.assign(new TypeError('Import attribute "' + key + '" with value "' + value + '" is not supported'), { code: 'ERR_IMPORT_ATTRIBUTE_UNSUPPORTED' });
  }
}
async function $importFrom(k, specifier, options) {
  const request = typeof specifier === 'symbol' ? specifier + '' : String(specifier);
  $attributesOf(options);
  let target = $table[k].imports[request];
  if (target === undefined) {
    if ($isBuiltin(request)) target = request;
    else {
      const from = $table[k].file;
      const path = request.startsWith('file:') ? decodeURIComponent(new URL(request).pathname) : request;
      const file = path[0] === '.' ? $import('node:path').resolve($directory(from), path) : path;
      const found = $byFile[file];
      if (!found) {
        const error = new Error("Cannot find module '" + file + "' imported from " + from);
        error.code = 'ERR_MODULE_NOT_FOUND';
        throw error;
      }
      target = found.k;
    }
  }
  if (typeof target === 'string') return $import(target);
  const entry = $table[target];
  if (!entry.init) return $importCjs(target);
  await $evaluate(target);
  return entry.ns;
}
`;
