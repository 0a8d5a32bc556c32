// test/engine/torture.ts
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

// test/host/support/world.ts
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as build2, buildSync } from "esbuild";

// protocol/version.ts
var PROGRAM_VERSION = 2;

// migrator/compile/ast.ts
var KEYS = {
  Program: ["body"],
  FunctionDeclaration: ["id", "params", "body"],
  FunctionExpression: ["id", "params", "body"],
  ArrowFunctionExpression: ["params", "body"],
  ClassDeclaration: ["id", "superClass", "body"],
  ClassExpression: ["id", "superClass", "body"],
  ClassBody: ["body"],
  MethodDefinition: ["key", "value"],
  PropertyDefinition: ["key", "value"],
  StaticBlock: ["body"],
  BlockStatement: ["body"],
  ExpressionStatement: ["expression"],
  VariableDeclaration: ["declarations"],
  VariableDeclarator: ["id", "init"],
  IfStatement: ["test", "consequent", "alternate"],
  ForStatement: ["init", "test", "update", "body"],
  ForInStatement: ["left", "right", "body"],
  ForOfStatement: ["left", "right", "body"],
  WhileStatement: ["test", "body"],
  DoWhileStatement: ["body", "test"],
  ReturnStatement: ["argument"],
  ThrowStatement: ["argument"],
  BreakStatement: ["label"],
  ContinueStatement: ["label"],
  LabeledStatement: ["label", "body"],
  SwitchStatement: ["discriminant", "cases"],
  SwitchCase: ["test", "consequent"],
  TryStatement: ["block", "handler", "finalizer"],
  CatchClause: ["param", "body"],
  WithStatement: ["object", "body"],
  ArrayExpression: ["elements"],
  ObjectExpression: ["properties"],
  Property: ["key", "value"],
  UnaryExpression: ["argument"],
  UpdateExpression: ["argument"],
  BinaryExpression: ["left", "right"],
  LogicalExpression: ["left", "right"],
  AssignmentExpression: ["left", "right"],
  ConditionalExpression: ["test", "consequent", "alternate"],
  CallExpression: ["callee", "arguments"],
  NewExpression: ["callee", "arguments"],
  MemberExpression: ["object", "property"],
  ChainExpression: ["expression"],
  SequenceExpression: ["expressions"],
  SpreadElement: ["argument"],
  RestElement: ["argument"],
  TemplateLiteral: ["quasis", "expressions"],
  TaggedTemplateExpression: ["tag", "quasi"],
  YieldExpression: ["argument"],
  AwaitExpression: ["argument"],
  ImportExpression: ["source"],
  MetaProperty: [],
  ObjectPattern: ["properties"],
  ArrayPattern: ["elements"],
  AssignmentPattern: ["left", "right"],
  ImportDeclaration: ["specifiers", "source"],
  ExportNamedDeclaration: ["declaration"],
  ExportDefaultDeclaration: ["declaration"]
};
var NONE = [];
var childKeys = (type) => KEYS[type] ?? NONE;
var FUNCTIONS = /* @__PURE__ */ new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
var LOOPS = /* @__PURE__ */ new Set([
  "ForStatement",
  "WhileStatement",
  "DoWhileStatement",
  "ForOfStatement",
  "ForInStatement"
]);
var isFunction = (node) => FUNCTIONS.has(node.type);
var isArrow = (node) => node.type === "ArrowFunctionExpression";
var isClass = (node) => node.type === "ClassDeclaration" || node.type === "ClassExpression";
var isLoop = (node) => LOOPS.has(node.type);
function walk(node, visit, parent = null, key = "") {
  if (visit(node, parent, key) === false) return;
  for (const k of childKeys(node.type)) {
    const child = node[k];
    if (Array.isArray(child)) {
      for (const item of child) if (item) walk(item, visit, node, k);
    } else if (child) walk(child, visit, node, k);
  }
}
function walkOwn(node, visit) {
  walk(node, (n, parent, key) => {
    if (n !== node && (isFunction(n) || n.type === "StaticBlock")) return false;
    if (parent?.type === "PropertyDefinition" && key === "value") return false;
    return visit(n, parent, key);
  });
}
function someOwn(node, test) {
  if (!node) return false;
  let found = false;
  walkOwn(node, (n) => {
    if (found) return false;
    if (test(n)) found = true;
    return !found;
  });
  return found;
}
function rewrite(node, change) {
  for (const k of childKeys(node.type)) {
    const child = node[k];
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++) {
        if (!child[i]) continue;
        rewrite(child[i], change);
        child[i] = change(child[i], node, k);
      }
    } else if (child) {
      rewrite(child, change);
      node[k] = change(child, node, k);
    }
  }
}
function clone(node) {
  if (Array.isArray(node)) return node.map(clone);
  if (node === null || typeof node !== "object" || typeof node.type !== "string")
    return node;
  const source = node;
  const copy = { type: source.type };
  for (const key of Object.keys(source))
    copy[key] = key === "unit" || key === "loc" || key === "privateOf" ? source[key] : clone(source[key]);
  return copy;
}
var OURS = "\0";
var id = (name) => ({ type: "Identifier", name });
var literal = (value) => ({
  type: "Literal",
  value,
  raw: JSON.stringify(value)
});
var undef = () => ({
  type: "UnaryExpression",
  operator: "void",
  prefix: true,
  argument: literal(0)
});
var self = () => ({ type: "ThisExpression" });
var statement = (expression) => ({ type: "ExpressionStatement", expression });
var assign = (left, right) => ({
  type: "AssignmentExpression",
  operator: "=",
  left,
  right
});
var member = (object2, property) => ({
  type: "MemberExpression",
  object: object2,
  property: id(property),
  computed: false
});
var index = (object2, property) => ({
  type: "MemberExpression",
  object: object2,
  property,
  computed: true
});
var call = (callee, args = []) => ({
  type: "CallExpression",
  callee,
  arguments: args
});
var block = (body) => ({ type: "BlockStatement", body });
var iff = (test, consequent, alternate = null) => ({
  type: "IfStatement",
  test,
  consequent,
  alternate
});
var not = (argument) => ({
  type: "UnaryExpression",
  operator: "!",
  prefix: true,
  argument
});
var binary = (operator, left, right) => ({
  type: "BinaryExpression",
  operator,
  left,
  right
});
var ret = (argument = null) => ({ type: "ReturnStatement", argument });
var array = (elements) => ({ type: "ArrayExpression", elements });
var sequence = (expressions) => ({ type: "SequenceExpression", expressions });
var breakTo = (label) => ({
  type: "BreakStatement",
  label: label === null ? null : id(label)
});
var labeled = (label, body) => ({
  type: "LabeledStatement",
  label: id(label),
  body
});
var arrow = (params, body) => ({
  type: "ArrowFunctionExpression",
  params,
  body,
  expression: body.type !== "BlockStatement",
  async: false
});
var declare = (kind, name, init) => ({
  type: "VariableDeclaration",
  kind,
  declarations: [{ type: "VariableDeclarator", id: id(name), init }]
});
var object = (entries) => ({
  type: "ObjectExpression",
  properties: entries.map(([key, value]) => ({
    type: "Property",
    key: /^[A-Za-z_$][\w$]*$/.test(key) ? id(key) : literal(key),
    value,
    kind: "init",
    method: false,
    shorthand: false,
    computed: false
  }))
});

// migrator/compile/bundle.ts
import { build } from "esbuild";

// protocol/errors.ts
var OmosixError = class extends Error {
  code;
  constructor(code, message) {
    super(message);
    this.name = "OmosixError";
    this.code = code;
  }
};

// migrator/compile/bundle.ts
var LOWERED = { "optional-chain": false, "logical-assignment": false };
async function bundle(file) {
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      outfile: "program.js",
      format: "esm",
      platform: "node",
      target: "esnext",
      supported: LOWERED,
      sourcemap: "external",
      sourcesContent: true,
      legalComments: "none",
      charset: "utf8",
      logLevel: "silent",
      absWorkingDir: file.slice(0, file.lastIndexOf("/")) || "/"
    });
    const text = (suffix) => result.outputFiles.find((output) => output.path.endsWith(suffix)).text;
    const base2 = file.slice(0, file.lastIndexOf("/")) || "/";
    return {
      code: text("program.js"),
      map: text("program.js.map"),
      inputs: Object.keys(result.metafile.inputs).map((input) => absolute(base2, input))
    };
  } catch (error) {
    const failure = error;
    if (!Array.isArray(failure.errors)) throw error;
    throw new OmosixError("ECOMPILE", failure.errors.map(describe).join("\n"));
  }
}
function absolute(base2, path) {
  if (path.startsWith("/")) return path;
  const parts = base2.split("/");
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/") || "/";
}
function describe({ text, location }) {
  if (!location) return text;
  const caret = `${" ".repeat(location.column)}${"^".repeat(Math.max(1, location.length))}`;
  return `${location.file}:${location.line}:${location.column + 1}: ${text}
    ${location.lineText}
    ${caret}`;
}

// migrator/compile/prelude.ts
var SOURCES = {
  forEach: `function $ap_forEach(a, f, self) {
    if (!$rt.plain(a, 'forEach', f)) return a.forEach(f, self);
    const n = a.length;
    for (let i = 0; i < n; i++) if (i in a) f.call(self, a[i], i, a);
  }`,
  map: `function $ap_map(a, f, self) {
    if (!$rt.plain(a, 'map', f)) return a.map(f, self);
    const n = a.length, r = new Array(n);
    for (let i = 0; i < n; i++) if (i in a) r[i] = f.call(self, a[i], i, a);
    return r;
  }`,
  filter: `function $ap_filter(a, f, self) {
    if (!$rt.plain(a, 'filter', f)) return a.filter(f, self);
    const n = a.length, r = [];
    for (let i = 0; i < n; i++) if (i in a) { const v = a[i]; if (f.call(self, v, i, a)) r.push(v); }
    return r;
  }`,
  some: `function $ap_some(a, f, self) {
    if (!$rt.plain(a, 'some', f)) return a.some(f, self);
    const n = a.length;
    for (let i = 0; i < n; i++) if (i in a && f.call(self, a[i], i, a)) return true;
    return false;
  }`,
  every: `function $ap_every(a, f, self) {
    if (!$rt.plain(a, 'every', f)) return a.every(f, self);
    const n = a.length;
    for (let i = 0; i < n; i++) if (i in a && !f.call(self, a[i], i, a)) return false;
    return true;
  }`,
  find: `function $ap_find(a, f, self) {
    if (!$rt.plain(a, 'find', f)) return a.find(f, self);
    const n = a.length;
    for (let i = 0; i < n; i++) { const v = a[i]; if (f.call(self, v, i, a)) return v; }
    return undefined;
  }`,
  findIndex: `function $ap_findIndex(a, f, self) {
    if (!$rt.plain(a, 'findIndex', f)) return a.findIndex(f, self);
    const n = a.length;
    for (let i = 0; i < n; i++) if (f.call(self, a[i], i, a)) return i;
    return -1;
  }`,
  findLast: `function $ap_findLast(a, f, self) {
    if (!$rt.plain(a, 'findLast', f)) return a.findLast(f, self);
    for (let i = a.length - 1; i >= 0; i--) { const v = a[i]; if (f.call(self, v, i, a)) return v; }
    return undefined;
  }`,
  findLastIndex: `function $ap_findLastIndex(a, f, self) {
    if (!$rt.plain(a, 'findLastIndex', f)) return a.findLastIndex(f, self);
    for (let i = a.length - 1; i >= 0; i--) if (f.call(self, a[i], i, a)) return i;
    return -1;
  }`,
  flatMap: `function $ap_flatMap(a, f, self) {
    if (!$rt.plain(a, 'flatMap', f)) return a.flatMap(f, self);
    const n = a.length, r = [];
    for (let i = 0; i < n; i++) if (i in a) {
      const v = f.call(self, a[i], i, a);
      if (Array.isArray(v)) { for (let k = 0; k < v.length; k++) if (k in v) r.push(v[k]); } else r.push(v);
    }
    return r;
  }`,
  reduce: `function $ap_reduce(a, f, ...initial) {
    if (!$rt.plain(a, 'reduce', f)) return a.reduce(f, ...initial);
    const n = a.length;
    let i = 0, acc;
    if (initial.length > 0) acc = initial[0];
    else { while (i < n && !(i in a)) i++; if (i >= n) return a.reduce(f); acc = a[i++]; }
    for (; i < n; i++) if (i in a) acc = f(acc, a[i], i, a);
    return acc;
  }`,
  reduceRight: `function $ap_reduceRight(a, f, ...initial) {
    if (!$rt.plain(a, 'reduceRight', f)) return a.reduceRight(f, ...initial);
    let i = a.length - 1, acc;
    if (initial.length > 0) acc = initial[0];
    else { while (i >= 0 && !(i in a)) i--; if (i < 0) return a.reduceRight(f); acc = a[i--]; }
    for (; i >= 0; i--) if (i in a) acc = f(acc, a[i], i, a);
    return acc;
  }`,
  // Stable, as the builtin; binary insertion for short arrays and merging above, as V8's TimSort decides equal elements.
  sort: `function $ap_sort(a, f) {
    if (!$rt.plain(a, 'sort', f)) return a.sort(f);
    const work = [];
    const n = a.length;
    let undefs = 0;
    for (let i = 0; i < n; i++) if (i in a) { if (a[i] === undefined) undefs++; else work.push(a[i]); }
    const count = work.length;
    let src = work, dst = new Array(count);
    const run = 32;
    for (let lo = 0; lo < count; lo += run) {
      const end = Math.min(lo + run, count);
      for (let i = lo + 1; i < end; i++) {
        const pivot = src[i];
        let left = lo, right = i;
        while (left < right) { const mid = left + ((right - left) >> 1); if (f(pivot, src[mid]) < 0) right = mid; else left = mid + 1; }
        for (let p = i; p > left; p--) src[p] = src[p - 1];
        src[left] = pivot;
      }
    }
    for (let w = run; w < count; w *= 2) {
      for (let lo = 0; lo < count; lo += 2 * w) {
        const mid = Math.min(lo + w, count), hi = Math.min(lo + 2 * w, count);
        let i = lo, j = mid;
        for (let k = lo; k < hi; k++) {
          if (i < mid && (j >= hi || !(f(src[j], src[i]) < 0))) dst[k] = src[i++]; else dst[k] = src[j++];
        }
      }
      const t = src; src = dst; dst = t;
    }
    for (let i = 0; i < count; i++) a[i] = src[i];
    for (let i = 0; i < undefs; i++) a[count + i] = undefined;
    for (let i = count + undefs; i < n; i++) delete a[i];
    return a;
  }`
};
var CALLBACK_METHODS = new Set(Object.keys(SOURCES));
var preludeName = (method) => `$ap_${method}`;
var isPreludeName = (name) => name.startsWith("$ap_");
function preludeFor(code) {
  const used = new Set([...code.matchAll(/\.(\w+)\(/g)].map((m) => m[1]));
  return Object.keys(SOURCES).filter((method) => used.has(method)).map((method) => SOURCES[method]).join("\n");
}

// migrator/compile/units.ts
function eachOwn(unit, visit) {
  const body = unit.kind === "main" ? unit.node : unit.node.body;
  walk(body, (n, parent, key) => {
    if (n !== body && (n.type === "FunctionDeclaration" || n.type === "FunctionExpression" || n.type === "ArrowFunctionExpression" || n.type === "StaticBlock"))
      return false;
    if (parent?.type === "PropertyDefinition" && key === "value") return false;
    const named = parent && key === "property" ? !parent.computed : parent && key === "key" ? !parent.computed : false;
    if (!named) visit(n);
    return true;
  });
}
var isGenerator = (unit) => unit.node.generator === true && !unit.node.async;
function synthetic(name, unit, scope, inLoop) {
  return {
    name,
    original: name,
    unit,
    scope,
    kind: "synthetic",
    module: false,
    captured: false,
    constant: true,
    initialisedAt: scope.range?.[0] ?? 0,
    declarator: null,
    references: [],
    definitions: [],
    inLoop,
    imported: null
  };
}
function outermostWithin(unit, owner) {
  let u = unit;
  while (u.parent && u.parent !== owner) u = u.parent;
  return u;
}

// migrator/compile/call-graph.ts
var PURE_MODULES = new Set(
  [
    "path",
    "path/posix",
    "util",
    "url",
    "assert",
    "assert/strict",
    "querystring",
    "string_decoder",
    "buffer",
    "events",
    "perf_hooks",
    "crypto",
    "os",
    "zlib"
  ].map((m) => `node:${m}`)
);
var WAITING_METHODS = /^(log|error|warn|info|debug|table|dir|write|end|exit|kill|abort|chdir|group|trace|assert|count|timeEnd|timeLog)$|Sync$/;
var WAITING_GLOBALS = /* @__PURE__ */ new Set(["console", "process"]);
var GENERATOR_METHODS = ["next", "return", "throw"];
var isCall = (n) => n.type === "CallExpression" || n.type === "NewExpression";
function collect(unit, test) {
  const found = [];
  eachOwn(unit, (n) => void (test(n) && found.push(n)));
  return found;
}
var CallGraph = class {
  calls = /* @__PURE__ */ new Map();
  targets = /* @__PURE__ */ new Map();
  byName = /* @__PURE__ */ new Map();
  unknownNames = /* @__PURE__ */ new Set();
  escaping = /* @__PURE__ */ new Set();
  constant = /* @__PURE__ */ new Map();
  constructors = /* @__PURE__ */ new Set();
  generators;
  importsWaiting;
  program;
  constructor(program) {
    this.program = program;
    this.importsWaiting = program.bindings.some((b) => b.imported && !PURE_MODULES.has(b.imported.module));
    this.generators = program.units.filter((u) => isGenerator(u) && !u.opaque);
    for (const unit of program.units)
      this.calls.set(unit, unit.opaque && unit.kind !== "main" ? [] : collect(unit, isCall));
    for (const b of program.bindings) this.bindConstant(b);
    this.classify(program.root, null, "");
    for (const [unit, calls] of this.calls) for (const c of calls) this.targets.set(c, this.resolve(c, unit));
  }
  callsOf(unit) {
    return this.calls.get(unit);
  }
  maySuspend(node, _unit, suspending) {
    if (this.waits(node)) return true;
    for (const target of this.targets.get(node)) if (suspending.has(target)) return true;
    return this.callbackSuspends(node, suspending);
  }
  /** Whether asking an iterator for its next value may reach a safe point. */
  nextSuspends(suspending) {
    if (this.generators.some((unit) => suspending.has(unit))) return true;
    for (const unit of this.byName.get("next") ?? []) if (suspending.has(unit)) return true;
    return false;
  }
  /** A call of Node's API that may wait, or of something unknown in a program that has such functions. */
  waits(node) {
    if (node.type !== "CallExpression") return false;
    const { callee } = node;
    if (callee.type === "Identifier") {
      const binding = this.program.bindingOf.get(callee);
      if (binding?.imported) return !PURE_MODULES.has(binding.imported.module);
      return !!binding && !this.constant.has(binding) && this.importsWaiting;
    }
    if (callee.type !== "MemberExpression" || callee.environment) return false;
    if (callee.object.type === "Identifier") {
      const binding = this.program.bindingOf.get(callee.object);
      if (binding?.imported) return !PURE_MODULES.has(binding.imported.module);
      if (!binding) return WAITING_GLOBALS.has(callee.object.name);
    }
    return !callee.computed && WAITING_METHODS.test(callee.property.name);
  }
  /** An array method whose callback may suspend, to be replaced by its guest version. */
  callbackSuspends(node, suspending) {
    const { callee } = node;
    if (node.type !== "CallExpression" || callee.type !== "MemberExpression" || callee.computed || callee.environment || callee.object.type === "Super")
      return false;
    if (!CALLBACK_METHODS.has(callee.property.name) || node.arguments.length === 0 || node.arguments[0].type === "SpreadElement")
      return false;
    const f = node.arguments[0];
    if (isFunction(f)) return !f.generator && suspending.has(this.program.unitOf.get(f));
    const binding = f.type === "Identifier" ? this.program.bindingOf.get(f) : void 0;
    const known = binding && this.constant.get(binding);
    if (known) return suspending.has(known);
    if (f.type === "Literal" || f.type === "Identifier" && !binding) return false;
    for (const unit of this.escaping) if (suspending.has(unit)) return true;
    return false;
  }
  /** Units that a depth-first walk of the calls comes back to: one on every cycle. */
  recursionEntries() {
    const entries = /* @__PURE__ */ new Set();
    const state = /* @__PURE__ */ new Map();
    const visit = (unit) => {
      state.set(unit, "open");
      for (const next of this.successors(unit)) {
        const s = state.get(next);
        if (s === "open") entries.add(next);
        else if (!s) visit(next);
      }
      state.set(unit, "done");
    };
    for (const unit of this.program.units) if (!state.has(unit)) visit(unit);
    for (const unit of entries) if (unit.opaque) entries.delete(unit);
    return entries;
  }
  successors(unit) {
    const next = /* @__PURE__ */ new Set();
    for (const c of this.callsOf(unit)) {
      for (const t of this.targets.get(c)) next.add(t);
      if (this.mayCallBack(c)) {
        for (const a of c.arguments) if (isFunction(a)) next.add(this.program.unitOf.get(a));
      }
    }
    return next;
  }
  mayCallBack(node) {
    return node.callee.type === "MemberExpression" && !node.callee.computed && CALLBACK_METHODS.has(node.callee.property.name);
  }
  bindConstant(binding) {
    if (!binding.constant) return;
    const node = binding.kind === "function" ? this.program.units.find((u) => u.node.id && binding.definitions.includes(u.node.id))?.node : binding.kind === "self" && isFunction(binding.scope) ? binding.scope : binding.declarator?.init;
    const unit = node && isFunction(node) ? this.program.unitOf.get(node) : void 0;
    if (unit) this.constant.set(binding, unit);
  }
  classify(node, parent, key) {
    if (isFunction(node)) this.classifyFunction(node, parent, key);
    else if (node.type === "Property" && !node.computed && !isFunction(node.value))
      this.unknownNames.add(nameOf(node.key));
    else if (node.type === "PropertyDefinition" && !node.computed && node.value && !isFunction(node.value))
      this.unknownNames.add(nameOf(node.key));
    else if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && !node.left.computed && !node.left.environment && !isFunction(node.right))
      this.unknownNames.add(nameOf(node.left.property));
    const binding = this.program.bindingOf.get(node);
    const constant = binding && this.constant.get(binding);
    const isDefinition = binding?.definitions.includes(node);
    if (constant && !isDefinition && !(parent?.type === "CallExpression" && key === "callee"))
      this.escaping.add(constant);
    for (const k of childKeys(node.type)) {
      const child = node[k];
      if (Array.isArray(child)) {
        for (const item of child) if (item) this.classify(item, node, k);
      } else if (child) this.classify(child, node, k);
    }
  }
  classifyFunction(node, parent, key) {
    const unit = this.program.unitOf.get(node);
    if (unit.kind === "constructor" || unit.kind === "derived") {
      this.constructors.add(unit);
      return;
    }
    const name = parent && functionProperty(parent, key);
    if (name) {
      const list2 = this.byName.get(name) ?? /* @__PURE__ */ new Set();
      this.byName.set(name, list2.add(unit));
      return;
    }
    if (parent?.type === "CallExpression" && key === "callee") return;
    const bound = parent?.type === "VariableDeclarator" && [...this.constant.values()].includes(unit);
    if (node.type !== "FunctionDeclaration" && !bound) this.escaping.add(unit);
    if (node.type === "FunctionDeclaration" && ![...this.constant.values()].includes(unit))
      this.escaping.add(unit);
  }
  resolve(node, unit) {
    const { callee } = node;
    const found = /* @__PURE__ */ new Set();
    const add = (units) => {
      for (const u of units ?? []) found.add(u);
    };
    const addUnknown = () => {
      add(this.escaping);
      if (node.type === "NewExpression") add(this.constructors);
    };
    if (callee.type === "Super") this.addConstructors(unit.class.node.superClass, found);
    else if (isFunction(callee)) found.add(this.program.unitOf.get(callee));
    else if (callee.type === "Identifier" || callee.environment) {
      const binding = callee.environment ? void 0 : this.program.bindingOf.get(callee);
      const constant = this.constantOf(callee);
      if (constant) found.add(constant);
      else if (node.type === "NewExpression" && binding) this.addConstructors(callee, found);
      else if (binding || callee.environment) addUnknown();
    } else if (callee.type === "MemberExpression") this.resolveMember(callee, add, addUnknown);
    else addUnknown();
    if (node.drives) found.add(this.program.unitOf.get(node.drives));
    for (const u of this.generators) if (u.node !== node.drives) found.delete(u);
    if (callee.type === "MemberExpression" && (callee.computed || GENERATOR_METHODS.includes(nameOf(callee.property))))
      add(this.generators);
    return found;
  }
  resolveMember(callee, add, addUnknown) {
    const isGlobal = callee.object.type === "Identifier" && !this.program.bindingOf.has(callee.object) && !callee.object.name.startsWith("$");
    if (isGlobal && callee.object.name !== "globalThis") return;
    if (callee.computed) {
      addUnknown();
      for (const units of this.byName.values()) add(units);
      return;
    }
    const name = nameOf(callee.property);
    add(this.byName.get(name));
    const direct = this.constantOf(callee.object);
    if ((name === "call" || name === "apply") && direct) add([direct]);
    else if (this.unknownNames.has(name) || name === "call" || name === "apply") addUnknown();
  }
  constantOf(node) {
    const binding = this.program.bindingOf.get(node);
    return binding && this.constant.get(binding);
  }
  /** Constructors that `new C` or `super()` may run, given the class expression. */
  addConstructors(expression, found) {
    if (!expression) return;
    const binding = expression.type === "Identifier" ? this.program.bindingOf.get(expression) : void 0;
    if (expression.type === "Identifier" && !binding) return;
    const cls = binding?.constant ? binding.kind === "self" ? binding.scope.classUnit : binding.declarator?.init?.classUnit : void 0;
    if (!cls) {
      for (const u of this.constructors) found.add(u);
      for (const u of this.escaping) found.add(u);
      return;
    }
    const own = this.program.units.find(
      (u) => u.class === cls && (u.kind === "constructor" || u.kind === "derived")
    );
    if (own) found.add(own);
    else this.addConstructors(cls.node.superClass, found);
  }
};
var nameOf = (key) => String(key.name ?? key.value ?? "");
function functionProperty(parent, key) {
  if ((parent.type === "MethodDefinition" || parent.type === "Property" || parent.type === "PropertyDefinition") && key === "value" && !parent.computed)
    return nameOf(parent.key);
  if (parent.type === "AssignmentExpression" && key === "right" && parent.left.type === "MemberExpression" && !parent.left.computed && !parent.left.environment)
    return nameOf(parent.left.property);
  return null;
}

// migrator/compile/loops.ts
var SHORT_TRIPS = 256;
var SHORT_WORK = 1024;
var isCall2 = (n) => n.type === "CallExpression" || n.type === "NewExpression";
var isYield = (n) => n.type === "YieldExpression";
function yieldsFirst(s) {
  const e = s.type === "ExpressionStatement" ? s.expression : s.type === "VariableDeclaration" ? s.declarations[0].init : null;
  const value = e?.type === "AssignmentExpression" ? e.right : e;
  return !!value && isYield(value) && !value.delegate;
}
function isShortLoop(loop, program, callSuspends) {
  if (loop.type === "ForOfStatement")
    return !loop.await && !loop.awaits && !loop.asks && !someOwn(loop.body, (n) => isCall2(n) || isLoop(n) || isYield(n));
  if (loop.type === "ForInStatement")
    return !someOwn(loop.body, (n) => isCall2(n) ? callSuspends(n) : isLoop(n) || isYield(n));
  if (loop.body.body.some((s) => s.type !== "FunctionDeclaration" && yieldsFirst(s))) return true;
  const trips = tripCount(loop, program);
  if (trips === null || trips > SHORT_TRIPS) return false;
  return !someOwn(loop.body, (n) => {
    if (isCall2(n)) return callSuspends(n);
    if (!isLoop(n)) return false;
    const inner = tripCount(n, program);
    return inner === null || inner * trips > SHORT_WORK;
  });
}
function constantNumber(node, program) {
  if (!node) return null;
  if (node.type === "Literal") return typeof node.value === "number" ? node.value : null;
  const binding = program.bindingOf.get(node);
  return binding?.constant && binding.declarator?.init?.type === "Literal" && typeof binding.declarator.init.value === "number" ? binding.declarator.init.value : null;
}
function tripCount(loop, program) {
  if (loop.type !== "ForStatement" || loop.init?.type !== "VariableDeclaration") return null;
  const counter = countedBy(loop, program);
  if (counter?.writes !== 1) return null;
  const from = constantNumber(
    loop.init.declarations.find((d) => program.bindingOf.get(d.id) === counter.binding)?.init,
    program
  );
  const to = constantNumber(loop.test.right, program);
  return from === null || to === null ? null : Math.abs(to - from) + 1;
}
function countedBy(loop, program) {
  const { test, update } = loop;
  if (test?.type !== "BinaryExpression" || update?.type !== "UpdateExpression" || update.argument.type !== "Identifier")
    return null;
  const ups = update.operator === "++";
  if (!(ups ? ["<", "<="] : [">", ">="]).includes(test.operator)) return null;
  const binding = program.bindingOf.get(update.argument);
  if (!binding || program.bindingOf.get(test.left) !== binding) return null;
  const writes3 = binding.references.filter((r) => r.write && !(r.init && binding.declarator)).length;
  return { binding, writes: writes3 };
}
var stripMinable = (loop) => ![loop.test, loop.update, loop.body].some(
  (part) => someOwn(part, (n) => n.suspends === true || isLoop(n) && !n.short)
);
function countedLoop(loop, program) {
  const { test, update } = loop;
  if (test?.type !== "BinaryExpression" || !["<", "<=", ">", ">="].includes(test.operator)) return null;
  const step = stepOf(update, test.operator.startsWith("<") ? "+" : "-");
  const counter = program.bindingOf.get(test.left);
  if (!step || !counter || counter.captured || counter.module || program.bindingOf.get(step.target) !== counter)
    return null;
  if (writes(loop.body, counter, program)) return null;
  if (!isSteady(test.right, loop, program) || !isSteady(step.by, loop, program)) return null;
  return { counter: test.left, bound: test.right, step: step.by, operator: test.operator };
}
function stepOf(update, sign) {
  if (update?.type === "UpdateExpression" && update.operator === sign + sign)
    return { target: update.argument, by: literal(1) };
  if (update?.type === "AssignmentExpression" && update.operator === `${sign}=`)
    return { target: update.left, by: update.right };
  return null;
}
function isSteady(node, loop, program) {
  if (node.type === "Literal") return typeof node.value === "number";
  const binding = program.bindingOf.get(node);
  if (!binding || node.type !== "Identifier") return false;
  return binding.constant || !binding.captured && !binding.module && !writes(loop, binding, program);
}
function writes(within, binding, program) {
  const written = new Set(binding.references.filter((r) => r.write && !r.init).map((r) => r.node));
  return someOwn(within, (n) => written.has(n) && program.bindingOf.get(n) === binding);
}

// migrator/compile/calls.ts
function analyseCalls(program) {
  const graph = new CallGraph(program);
  const calls = { suspending: /* @__PURE__ */ new Set(), entryPoll: graph.recursionEntries() };
  const own = program.units.filter((u) => !u.opaque);
  const loopsOf = new Map(own.map((u) => [u, collect(u, isLoop)]));
  const iterating = own.filter((u) => collect(u, iterates).length > 0);
  for (const unit of own) {
    if (calls.entryPoll.has(unit) || loopsOf.get(unit).some((l) => !isShortLoop(l, program, () => false)))
      calls.suspending.add(unit);
    else if (graph.callsOf(unit).some((c) => graph.waits(c))) calls.suspending.add(unit);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const unit of own) {
      if (calls.suspending.has(unit) || !graph.callsOf(unit).some((c) => graph.maySuspend(c, unit, calls.suspending)))
        continue;
      calls.suspending.add(unit);
      changed = true;
    }
    if (!graph.nextSuspends(calls.suspending)) continue;
    for (const unit of iterating) {
      if (calls.suspending.has(unit)) continue;
      calls.suspending.add(unit);
      changed = true;
    }
  }
  const nextSuspends = graph.nextSuspends(calls.suspending);
  for (const unit of own) {
    for (const c of graph.callsOf(unit))
      if (graph.maySuspend(c, unit, calls.suspending)) markSuspending(c, unit, graph, calls);
    for (const n of collect(unit, iterates)) n.asks = nextSuspends;
    if (isGenerator(unit)) for (const n of collect(unit, isYield2)) n.suspends = true;
    for (const l of loopsOf.get(unit)) l.short = isShortLoop(l, program, (c) => c.suspends === true);
  }
  return calls;
}
var isYield2 = (n) => n.type === "YieldExpression";
var iterates = (n) => n.type === "ForOfStatement" && n.right.type !== "ArrayExpression" || isYield2(n) && n.delegate;
function markSuspending(node, unit, graph, calls) {
  if (node.callee.type === "Super" && hasInstanceFields(unit.class)) return;
  node.suspends = true;
  if (graph.callbackSuspends(node, calls.suspending) && !isPreludeName(unit.name)) {
    node.arguments.unshift(node.callee.object);
    node.callee = { type: "Identifier", name: preludeName(node.callee.property.name), loc: node.callee.loc };
  }
}
var hasInstanceFields = (cls) => !!cls?.node.body.body.some(
  (m) => m.type === "PropertyDefinition" && !m.static || m.type === "MethodDefinition" && m.key.type === "PrivateIdentifier"
);

// migrator/compile/lexical.ts
function lexicalNames(program, captures) {
  const get = (owner, value) => {
    const list2 = captures.lexical.get(owner) ?? [];
    captures.lexical.set(owner, list2);
    const known = list2.find((entry2) => entry2.value === value);
    if (known) return known.binding;
    const name = `$${value === "this" ? "this" : value === "arguments" ? "args" : "nt"}${owner.id}`;
    const binding = synthetic(name, owner, owner.node, false);
    list2.push({ binding, value });
    program.bindings.push(binding);
    return binding;
  };
  for (const unit of program.units) {
    if (unit.kind === "main" || unit.kind === "initialiser") continue;
    let owner = unit;
    while (isArrow(owner.node) && owner.parent) owner = owner.parent;
    const ownerIsLowered = owner.kind !== "main" && owner.kind !== "initialiser" && !owner.opaque;
    eachOwn(unit, (n) => {
      const value = n.type === "ThisExpression" ? "this" : n.type === "MetaProperty" ? "new.target" : n.type === "Identifier" && n.name === "arguments" && !program.bindingOf.has(n) ? "arguments" : null;
      if (!value || !ownerIsLowered) return;
      if (value === "this" && owner === unit) return;
      const binding = get(owner, value);
      Object.assign(n, { type: "Identifier", name: binding.name });
      if (unit !== owner) binding.captured = true;
      binding.references.push({ node: n, unit, write: false, init: false });
      program.bindingOf.set(n, binding);
    });
  }
}

// migrator/compile/once.ts
function orderDeclarations(program) {
  const count = /* @__PURE__ */ new Map();
  for (const binding of program.bindings) {
    if (binding.kind !== "function") continue;
    const k = (count.get(binding.scope) ?? 0) + 1;
    count.set(binding.scope, k);
    const fn = functionDeclared(program, binding);
    if (!fn) continue;
    fn.node.sinks = canSink(binding, fn);
    fn.createdAt = fn.node.sinks ? fn.node.range[0] : fn.createdAt + k / 65536;
    binding.initialisedAt = fn.createdAt;
  }
}
var canSink = (binding, fn) => !binding.module && binding.constant && binding.scope.type !== "SwitchStatement" && binding.references.every((r) => r.node.range[0] >= fn.node.range[0]);
function functionDeclared(program, binding) {
  if (binding.kind !== "function") return null;
  return program.units.find(
    (u) => u.node.type === "FunctionDeclaration" && binding.definitions.includes(u.node.id)
  ) ?? null;
}
function markOnce(program) {
  for (const binding of program.bindings) {
    if (!binding.module || !binding.constant || seenBeforeSet(binding)) continue;
    const fn = functionDeclared(program, binding) ?? (binding.declarator?.init ? program.unitOf.get(binding.declarator.init) ?? null : null);
    if (fn && fn.kind === "function" && fn.parent?.kind === "main" && isStatementOfModule(program, binding))
      fn.once = true;
    const cls = binding.declarator?.init?.classUnit;
    if (cls && isStatementOfModule(program, binding) && isPureClass(cls.node, program)) cls.once = true;
  }
}
var isStatementOfModule = (program, binding) => program.root.body.some(
  (s) => s.type === "FunctionDeclaration" ? binding.definitions.includes(s.id) : s.type === "VariableDeclaration" && s.declarations.includes(binding.declarator)
);
var seenBeforeSet = (b) => b.kind !== "function" && b.references.some((r) => r.unit.kind === "main" && !r.init && r.node.range[0] < b.initialisedAt);
function keepToMain(program) {
  for (const b of program.bindings)
    if (b.module && !b.captured && !b.imported && !isScriptConstant(b, program)) b.module = false;
}
function isScriptConstant(b, program) {
  if (!b.module || !b.constant) return false;
  if (b.imported) return true;
  if (seenBeforeSet(b)) return false;
  const init = b.declarator?.init;
  if (b.kind === "function") return functionDeclared(program, b)?.once ?? false;
  if (!init || b.declarator.id.type !== "Identifier" || !isStatementOfModule(program, b)) return false;
  return init.type === "Literal" && !init.regex || (program.unitOf.get(init)?.once ?? false) || (init.classUnit?.once ?? false);
}
function isPureClass(node, program) {
  if (node.superClass) {
    if (node.superClass.type !== "Identifier") return false;
    const binding = program.bindingOf.get(node.superClass);
    if (binding && !(binding.declarator?.init?.classUnit?.once && binding.initialisedAt <= node.range[0]))
      return false;
  }
  return node.body.body.every((m) => {
    if (m.type === "StaticBlock" || m.static && m.type === "PropertyDefinition" && m.key.type === "PrivateIdentifier")
      return false;
    if (m.computed && !isWellKnownSymbol(m.key, program)) return false;
    return m.type !== "PropertyDefinition" || !m.static || !m.value || m.value.type === "Literal";
  });
}
var isWellKnownSymbol = (key, program) => key.type === "MemberExpression" && !key.computed && key.object.type === "Identifier" && key.object.name === "Symbol" && !program.bindingOf.has(key.object);

// migrator/compile/private-names.ts
function resolvePrivateNames(program) {
  const visit = (node, around) => {
    if (node.type === "PrivateIdentifier")
      node.privateOf = [...around].reverse().find((c) => declares(c, node.name)) ?? null;
    const inner = isClass(node) ? [...around, node.classUnit] : around;
    for (const key of childKeys(node.type)) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (const c of child) if (c) visit(c, inner);
      } else if (child) visit(child, inner);
    }
  };
  visit(program.root, []);
}
var privateMembers = (cls) => cls.node.body.body.filter((m) => m.key?.type === "PrivateIdentifier");
var declares = (cls, name) => privateMembers(cls).some((m) => m.key.name === name);
function isRewritable(node) {
  let fine = true;
  const within = /* @__PURE__ */ new Set();
  const visit = (n, parent, key) => {
    if (isClass(n)) within.add(n.classUnit);
    if (n.type === "PrivateIdentifier" && key !== "key") {
      if (within.size > 0 ? !within.has(n.privateOf) : !n.privateOf?.once) fine = false;
    }
    const isTarget = /Pattern$|^RestElement$/.test(parent.type) || parent.type === "Property" && key === "value" && parent.inPattern || /^For(Of|In)Statement$/.test(parent.type) && key === "left";
    if (isTarget && n.property?.type === "PrivateIdentifier") fine = false;
    for (const k of childKeys(n.type)) {
      const child = n[k];
      for (const c of Array.isArray(child) ? child : [child])
        if (c) visit(Object.assign(c, n.type === "ObjectPattern" ? { inPattern: true } : {}), n, k);
    }
  };
  visit(node, { type: "" }, "");
  return fine;
}
function accessorBlock(cls) {
  const members = privateMembers(cls);
  if (members.length === 0) return null;
  const names = [...new Set(members.map((m) => m.key.name))];
  const entries = names.map((name) => {
    const own = members.filter((m) => m.key.name === name);
    const place3 = {
      type: "MemberExpression",
      object: id("$o"),
      property: { type: "PrivateIdentifier", name },
      computed: false
    };
    const isField = own[0].type === "PropertyDefinition";
    const accessors = [
      ["field", literal(isField)],
      ["has", arrow([id("$o")], binary("in", { type: "PrivateIdentifier", name }, id("$o")))]
    ];
    if (own.some((m) => isField || m.kind !== "set")) accessors.push(["get", arrow([id("$o")], place3)]);
    if (own.some((m) => isField || m.kind === "set"))
      accessors.push(["set", arrow([id("$o"), id("$v")], assign(place3, id("$v")))]);
    return [name, object(accessors)];
  });
  return {
    type: "StaticBlock",
    body: [statement(call(id("$prv"), [self(), literal(cls.id), object(entries)]))],
    described: true
  };
}
function withoutPrivateNames(node) {
  for (const key of childKeys(node.type)) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++) if (child[i]) child[i] = rewritten(child[i]);
    } else if (child) node[key] = rewritten(child);
  }
}
function rewritten(node) {
  if (isClass(node)) return node;
  const isPrivate = (n) => n?.type === "MemberExpression" && n.property.type === "PrivateIdentifier";
  const use = (n, method, args) => {
    const place3 = n.type === "MemberExpression" ? n.property : n;
    const accessors = call(member(id("$rt"), "private"), [
      literal(place3.privateOf.id ?? place3.privateOf),
      literal(place3.name)
    ]);
    return call(member(accessors, method), args);
  };
  const inner = (n) => rewritten(n);
  if (node.type === "CallExpression" && isPrivate(node.callee)) {
    const receiver = inner(node.callee.object);
    return {
      ...node,
      callee: member(use(node.callee, "get", [receiver]), "call"),
      arguments: [receiver, ...node.arguments.map(inner)]
    };
  }
  if (node.type === "AssignmentExpression" && isPrivate(node.left)) {
    const receiver = inner(node.left.object);
    if (node.operator === "=") return use(node.left, "set", [receiver, inner(node.right)]);
    const old = id("$old");
    return call(member(id("$rt"), "privateUpdate"), [
      ...place(node.left),
      receiver,
      arrow([old], binary(node.operator.slice(0, -1), old, inner(node.right)))
    ]);
  }
  if (node.type === "UpdateExpression" && isPrivate(node.argument)) {
    return call(member(id("$rt"), "privateStep"), [
      ...place(node.argument),
      inner(node.argument.object),
      literal(node.operator === "++" ? 1 : -1),
      literal(node.prefix)
    ]);
  }
  if (node.type === "BinaryExpression" && node.left.type === "PrivateIdentifier")
    return use(node.left, "has", [inner(node.right)]);
  if (isPrivate(node)) return use(node, "get", [inner(node.object)]);
  withoutPrivateNames(node);
  return node;
}
var place = (n) => [
  literal(n.property.privateOf.id ?? n.property.privateOf),
  literal(n.property.name)
];

// migrator/compile/refusals.ts
function refuseSuperInArrows(program) {
  for (const unit of program.units) {
    if (!isArrow(unit.node)) continue;
    let uses = false;
    walk(unit.node.body, (n) => {
      if (n.type === "Super") uses = true;
      return !uses && !(n.type === "FunctionExpression" || n.type === "ClassBody");
    });
    for (let u = uses ? unit : null; u; u = isArrow(u.node) ? u.parent : null)
      makeOpaque(program, u, "super in an arrow function");
  }
}
function refuseClassBound(program) {
  for (const unit of program.units) {
    if (unit.opaque || unit.kind === "main") continue;
    let reason = null;
    walkOwn(unit.node.body, (n) => {
      if (n.type === "MemberExpression" && n.object.type === "Super" && !(unit.class?.once && unit.method))
        reason ??= "super in a class made at run time";
    });
    if (!reason && !isRewritable(unit.node.body)) reason = "#private names of a class made at run time";
    if (reason) makeOpaque(program, unit, reason);
  }
}
function refuseOverNative(program) {
  for (const binding of program.bindings) {
    const owner = binding.unit;
    if (binding.module || !owner.opaque || owner.kind === "initialiser") continue;
    for (const r of binding.references)
      if (r.unit !== owner)
        makeOpaque(program, outermostWithin(r.unit, owner), `made inside ${owner.opaque}`);
  }
}
function makeOpaque(program, unit, reason) {
  unit.opaque ??= reason;
  for (const inner of program.units)
    if (inner.parent === unit && !inner.opaque)
      makeOpaque(program, inner, `made inside a function with ${reason}`);
}

// migrator/compile/captures.ts
function analyseCaptures(program) {
  const captures = {
    environments: /* @__PURE__ */ new Map(),
    mirrored: /* @__PURE__ */ new Set(),
    inEnvironment: /* @__PURE__ */ new Map(),
    lexical: /* @__PURE__ */ new Map()
  };
  orderDeclarations(program);
  markOnce(program);
  resolvePrivateNames(program);
  keepToMain(program);
  refuseSuperInArrows(program);
  refuseClassBound(program);
  refuseOverNative(program);
  lexicalNames(program, captures);
  for (const binding of program.bindings) keep(program, binding, captures);
  for (const [binding, environment] of captures.inEnvironment) useEnvironment(binding, environment);
  return captures;
}
var nameIn = (binding, unit, captures) => unit !== binding.unit && captures.mirrored.has(binding) ? `${binding.name}$c` : binding.name;
var capturedBy = (unit) => [...unit.free].filter((b) => b !== unit.selfBinding && !(b.kind === "self" && b.unit === unit));
function capturedByClass(cls, program) {
  const all = /* @__PURE__ */ new Set();
  for (const unit of program.units) {
    if (unit.class !== cls && !(unit.kind === "initialiser" && cls.node.body.body.includes(unit.node)))
      continue;
    for (const b of unit.free) if (b.scope !== cls.node) all.add(b);
  }
  return [...all];
}
function keep(program, binding, captures) {
  if (binding.module || binding.unit.opaque && binding.unit.kind !== "initialiser") return;
  if (binding.kind === "self") {
    if (!namesOnceClass(program, binding)) for (const r of binding.references) addFree(binding, r.unit, true);
    return;
  }
  if (!binding.captured) return;
  if (isByValue(program, binding) || isCounter(binding)) {
    if (binding.inLoop) captures.mirrored.add(binding);
    for (const r of binding.references) {
      if (r.unit === binding.unit) continue;
      if (binding.inLoop) r.node.name = `${binding.name}$c`;
      addFree(binding, r.unit, false);
    }
    return;
  }
  let environment = captures.environments.get(binding.scope);
  if (!environment) {
    const name = `$e${captures.environments.size + 1}`;
    environment = { binding: synthetic(name, binding.unit, binding.scope, binding.inLoop), vars: [] };
    captures.environments.set(binding.scope, environment);
    if (binding.inLoop) captures.mirrored.add(environment.binding);
  }
  environment.vars.push(binding);
  captures.inEnvironment.set(binding, environment);
}
var namesOnceClass = (program, binding) => program.bindings.some(
  (b) => b.module && b.constant && b.name === binding.name && b.declarator?.init === binding.scope
);
function isByValue(program, binding) {
  if (!binding.constant) return false;
  if (binding.kind === "synthetic") return true;
  const own = functionDeclared(program, binding) ?? (binding.declarator?.init ? program.unitOf.get(binding.declarator.init) ?? null : null);
  const ownFunction = own && own.kind === "function" ? own : null;
  let toItself = false;
  for (const r of binding.references) {
    if (r.unit === binding.unit) {
      continue;
    }
    const outer = outermostWithin(r.unit, binding.unit);
    if (outer === ownFunction) toItself = true;
    else if (outer.createdAt <= binding.initialisedAt) return false;
  }
  if (toItself) ownFunction.selfBinding = binding;
  return true;
}
function isCounter(binding) {
  const loop = binding.scope;
  if (loop.type !== "ForStatement" || binding.kind !== "let") return false;
  const [from, to] = loop.body.range;
  const inBody = (node) => node.range[0] >= from && node.range[1] <= to;
  return binding.references.every(
    (r) => r.unit === binding.unit ? !r.write || !inBody(r.node) : !r.write && inBody(r.node)
  );
}
function addFree(binding, from, includeOwner) {
  for (let u = from; u; u = u.parent) {
    if (u === binding.unit) {
      if (includeOwner && binding.scope === u.node) u.free.add(binding);
      return;
    }
    u.free.add(binding);
  }
}
function useEnvironment(binding, environment) {
  for (const r of binding.references) {
    if (binding.kind === "param" && binding.definitions.includes(r.node)) continue;
    const inner = r.unit !== binding.unit;
    const name = inner && environment.binding.inLoop ? `${environment.binding.name}$c` : environment.binding.name;
    if (inner) addFree(environment.binding, r.unit, false);
    Object.assign(r.node, member(id(name), binding.name), { environment: environment.binding });
    delete r.node.name;
  }
}

// migrator/compile/describe.ts
var asked = (then) => iff(binary("!==", id("$ask"), undef()), block(then));
var isDescribed = (unit) => unit.kind === "function" && !unit.once && unit.method === null && !isBoundToClass(unit);
function isBoundToClass(unit) {
  let bound = false;
  walk(unit.node, (n) => {
    if (isClass(n)) return false;
    if (n.type === "Super") bound = true;
    return !bound;
  });
  return bound || !isRewritable(unit.node);
}
var isRegistered = (unit) => unit.opaque !== null || isGenerator(unit);
function describeUnits(program, captures, code) {
  walk(code, (n) => {
    if (n.type === "Property" && isFunction(n.value) && (n.method || n.kind !== "init"))
      n.value.property = { ...n, value: null };
  });
  for (const cls of program.classes) describeClass(cls, program);
  for (const unit of program.units) {
    const { body } = unit.node;
    if (unit.kind === "constructor") body.body.unshift(asked([ret()]));
    else if (unit.kind === "derived") body.body.unshift(asked([statement(call({ type: "Super" })), ret()]));
    else if (isDescribed(unit) && !isRegistered(unit))
      body.body.unshift(asked([answer(unit, captures), ret()]));
  }
  registerMade(program, captures, code);
}
var namesOf = (bindings, unit, captures) => bindings.map((b) => id(nameIn(b, unit, captures)));
var answer = (unit, captures) => statement(
  call(member(id("$ask"), "answer"), [literal(unit.id), array(namesOf(capturedBy(unit), unit, captures))])
);
function registerMade(program, captures, code) {
  rewrite(code, (node, parent, key) => {
    const unit = isFunction(node) ? program.unitOf.get(node) : void 0;
    if (!unit || !isRegistered(unit) || !isDescribed(unit) || node.type === "FunctionDeclaration")
      return node;
    if (unit.parent?.opaque && unit.parent.kind !== "main") return node;
    if (parent.type === "Property" && (parent.method || parent.kind !== "init") || parent.type === "MethodDefinition" || key === "callee")
      return node;
    return call(id("$fn"), [
      node,
      literal(unit.id),
      arrow([], array(namesOf(capturedBy(unit), unit.parent, captures)))
    ]);
  });
}
function describeClass(cls, program) {
  const body = cls.node.body.body;
  for (const m of body) {
    if (m.type !== "PropertyDefinition" || m.static || !m.value || m.value.type === "Literal") continue;
    m.value = {
      type: "ConditionalExpression",
      test: binary("===", id("$ask"), undef()),
      consequent: m.value,
      alternate: undef()
    };
  }
  const accessors = cls.once ? accessorBlock(cls) : null;
  if (accessors) body.unshift(accessors);
  if (cls.once) return;
  const captured = capturedByClass(cls, program).map((b) => id(b.name));
  body.unshift({
    type: "StaticBlock",
    body: [statement(call(id("$cls"), [self(), literal(cls.id), arrow([], array(captured))]))],
    described: true
  });
}
function factories(program, captures) {
  const functions = [];
  for (const unit of program.units) {
    if (!isDescribed(unit) || unit.parent === null) continue;
    if (unit.parent.opaque && unit.parent.kind !== "main" && unit.parent.kind !== "initialiser") continue;
    functions.push(entry(unit.id, functionFactory(unit, captures)));
  }
  const classes = program.classes.filter((c) => !c.once && !c.node.body.body.some((m) => m.computed && m.key.type !== "Literal")).map((c) => entry(c.id, classFactory(c, program)));
  const table = (properties) => ({ type: "ObjectExpression", properties, multiline: true });
  return statement(
    call(id("$factories"), [
      {
        type: "ObjectExpression",
        multiline: true,
        properties: [keyed("functions", table(functions)), keyed("classes", table(classes))]
      }
    ])
  );
}
var keyed = (key, value) => ({
  type: "Property",
  key: id(key),
  value,
  kind: "init",
  method: false,
  shorthand: false,
  computed: false
});
var entry = (key, value) => ({ ...keyed("", value), key: literal(key) });
function functionFactory(unit, captures) {
  const params = namesOf(capturedBy(unit), unit, captures);
  const made = asExpression(unit);
  if (!unit.selfBinding) return arrow(params, block([ret(made)]));
  const name = nameIn(unit.selfBinding, unit, captures);
  return arrow(params, block([declare("const", name, made), ret(id(name))]));
}
function asExpression(unit) {
  const copy = clone(unit.node);
  withoutPrivateNames(copy);
  const property = unit.node.property;
  if (!property) {
    copy.inferred = copy.named ?? (unit.name === "<anonymous>" ? "" : unit.name);
    return copy;
  }
  const holder = {
    type: "ObjectExpression",
    properties: [
      { ...property, key: property.computed ? literal("") : property.key, computed: false, value: copy }
    ]
  };
  const key = property.computed ? literal("") : property.key.type === "Identifier" ? literal(property.key.name) : property.key;
  if (property.kind === "init")
    return { type: "MemberExpression", object: holder, property: key, computed: true };
  return member(call(member(id("Object"), "getOwnPropertyDescriptor"), [holder, key]), property.kind);
}
function classFactory(cls, program) {
  const captured = capturedByClass(cls, program).map((b) => id(b.name));
  const copy = clone(cls.node);
  copy.body.body = copy.body.body.filter((m) => m.type !== "StaticBlock" || m.described);
  for (const m of copy.body.body) if (m.type === "PropertyDefinition" && m.static) m.value = null;
  if (copy.superClass) {
    captured.push(id("$super"));
    copy.superClass = id("$super");
  }
  copy.inferred = copy.named ?? cls.name;
  return arrow(captured, block([ret(copy)]));
}

// migrator/compile/find-units.ts
import { analyze } from "eslint-scope";

// migrator/compile/bindings.ts
var LOOP_SCOPES = /* @__PURE__ */ new Set([
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement"
]);
function collectBindings(program, scope, parents) {
  const block2 = scope.block;
  const unit = unitOfScope(program, scope);
  const moduleLevel = scope.type === "module";
  const inLoop = entersAgain(block2, unit, parents);
  for (const variable of scope.variables) {
    if (variable.name === "arguments" && variable.defs.length === 0) continue;
    const binding = makeBinding(program, variable, scope, unit, moduleLevel, inLoop);
    program.bindings.push(binding);
  }
}
function unitOfScope(program, scope) {
  for (let s = scope; s; s = s.upper) {
    const unit = program.unitOf.get(s.block);
    if (s.type === "module" || s.type === "global") return program.units[0];
    if (unit && s.type !== "class") return unit;
  }
  return program.units[0];
}
function entersAgain(block2, unit, parents) {
  for (let n = block2; n && n !== unit.node; n = parents.get(n))
    if (LOOP_SCOPES.has(n.type)) return true;
  return false;
}
var KINDS = {
  Parameter: "param",
  FunctionName: "function",
  ClassName: "class",
  CatchClause: "catch",
  ImportBinding: "import"
};
function makeBinding(program, variable, scope, unit, moduleLevel, inLoop) {
  const def = variable.defs[0];
  const defNode = def?.node;
  const isSelf = scope.type === "function-expression-name" || scope.type === "class";
  const kind = isSelf ? "self" : def?.type === "Variable" ? def.parent.kind : KINDS[def?.type ?? ""] ?? "var";
  const declarator = def?.type === "Variable" ? defNode : null;
  const references = variable.references.map((ref) => ({
    node: ref.identifier,
    unit: unitOfScope(program, ref.from),
    write: ref.isWrite(),
    init: ref.init === true
  }));
  const isDefault = (node) => kind === "param" && variable.identifiers.includes(node);
  const writes3 = references.filter((r) => r.write && !(r.init && declarator?.init) && !isDefault(r.node));
  const binding = {
    name: variable.name,
    original: variable.name.replace(OURS, "$"),
    unit,
    scope: scope.block,
    kind,
    module: moduleLevel,
    captured: !isSelf && references.some((r) => r.unit !== unit),
    constant: writes3.length === 0 && variable.defs.length === 1 && (kind !== "var" || !inLoop) && (kind === "param" || kind === "function" || kind === "class" || kind === "catch" || isSelf || !!declarator?.init),
    initialisedAt: initialisedAt(kind, declarator, defNode, scope),
    declarator,
    references,
    definitions: variable.identifiers,
    inLoop,
    imported: declarator?.imported ?? null
  };
  for (const r of references) program.bindingOf.set(r.node, binding);
  for (const d of binding.definitions) if (!isSelf) program.bindingOf.set(d, binding);
  return binding;
}
function initialisedAt(kind, declarator, def, scope) {
  const block2 = scope.block;
  if (kind === "param" || kind === "self" || kind === "catch" || kind === "function")
    return block2.range?.[0] ?? 0;
  if (declarator) return declarator.range?.[1] ?? 0;
  return def?.range?.[1] ?? 0;
}

// migrator/compile/names.ts
function uniqueNames(program, globals, reserved) {
  const byUnit = /* @__PURE__ */ new Map();
  const all = new Set(globals);
  for (const binding of program.bindings) {
    const list2 = byUnit.get(binding.unit) ?? [];
    list2.push(binding);
    byUnit.set(binding.unit, list2);
    all.add(binding.original);
  }
  const inherited = /* @__PURE__ */ new Map();
  for (const unit of program.units) {
    const used = new Set(unit.parent ? inherited.get(unit.parent) : globals);
    const bindings = byUnit.get(unit) ?? [];
    for (const b of bindings) if (b.kind === "self") used.add(b.name);
    for (const b of bindings) {
      if (b.kind === "self") continue;
      const base2 = b.name.startsWith("$") ? `_${b.name}` : b.name.replace(OURS, "$");
      let name = base2;
      for (let k = 1; used.has(name) || unit.kind === "main" && reserved.has(name) || name !== b.original && all.has(name); k++)
        name = `${base2}$${k}`;
      used.add(name);
      if (name !== b.name) rename(b, name);
    }
    inherited.set(unit, used);
  }
}
function rename(binding, name) {
  binding.name = name;
  for (const node of binding.definitions) Object.assign(node, { name, original: node.original ?? node.name });
  for (const { node } of binding.references) node.name = name;
}

// migrator/compile/find-units.ts
function findUnits(root2, reserved) {
  const program = {
    root: root2,
    units: [],
    classes: [],
    bindings: [],
    bindingOf: /* @__PURE__ */ new Map(),
    unitOf: /* @__PURE__ */ new Map()
  };
  const parents = /* @__PURE__ */ new Map();
  collectUnits(program, parents);
  const manager = analyze(root2, { ecmaVersion: 2022, sourceType: "module" });
  for (const scope of manager.scopes) if (scope.type !== "global") collectBindings(program, scope, parents);
  const globals = new Set(manager.globalScope?.through.map((ref) => ref.identifier.name) ?? []);
  uniqueNames(program, globals, reserved);
  walk(root2, (n) => {
    for (const key of ["name", "original", "inferred"])
      if (typeof n[key] === "string") n[key] = n[key].replace(OURS, "$");
  });
  return program;
}
function collectUnits(program, parents) {
  const make = (node, kind, parent, extra) => {
    const unit = {
      id: program.units.length,
      node,
      kind,
      name: "",
      parent,
      opaque: null,
      class: null,
      method: null,
      createdAt: node.range?.[0] ?? 0,
      once: false,
      selfBinding: null,
      free: /* @__PURE__ */ new Set(),
      ...extra
    };
    program.units.push(unit);
    program.unitOf.set(node, unit);
    return unit;
  };
  const visit = (node, parent, unit, cls) => {
    if (parent) parents.set(node, parent);
    let inner = unit;
    let innerClass = cls;
    if (isFunction(node))
      inner = make(
        node,
        functionKind(node, parent, cls),
        unit,
        functionFacts(node, parent, unit, cls, parents)
      );
    else if (node.type === "StaticBlock")
      inner = make(node, "initialiser", unit, {
        opaque: "a static block",
        class: cls,
        name: `static block of ${cls?.name}`
      });
    else if (isClass(node)) {
      const name = node.id?.name ?? node.inferred ?? "";
      innerClass = { id: program.classes.length, node, unit, name, once: false };
      node.classUnit = innerClass;
      program.classes.push(innerClass);
    }
    for (const key of Object.keys(node)) {
      if (key === "loc" || key === "range" || key === "classUnit" || key === "imported") continue;
      const child = node[key];
      const field = node.type === "PropertyDefinition" && key === "value" && child;
      const owner = field ? make(node, "initialiser", inner, {
        opaque: "a field initialiser",
        class: cls,
        name: `field of ${cls?.name}`
      }) : inner;
      if (field) program.unitOf.set(child, program.unitOf.get(child) ?? owner);
      if (Array.isArray(child)) {
        for (const item of child)
          if (item && typeof item.type === "string") visit(item, node, owner, innerClass);
      } else if (child && typeof child.type === "string")
        visit(child, node, owner, key === "superClass" ? cls : innerClass);
    }
  };
  const tla = hasTopLevelAwait(program.root);
  const main = make(program.root, "main", null, { name: "<main>", opaque: tla ? "top-level await" : null });
  for (const child of program.root.body) visit(child, program.root, main, null);
}
function hasTopLevelAwait(root2) {
  let found = false;
  walk(root2, (n) => {
    if (isFunction(n)) return false;
    if (n.type === "AwaitExpression" || n.type === "ForOfStatement" && n.await) found = true;
    return !found;
  });
  return found;
}
function functionKind(node, parent, cls) {
  if (parent?.type === "MethodDefinition" && parent.kind === "constructor" && parent.value === node)
    return cls.node.superClass ? "derived" : "constructor";
  return "function";
}
function functionFacts(node, parent, unit, cls, parents) {
  const member2 = parent && (parent.type === "MethodDefinition" || parent.type === "Property") ? parent : null;
  const key = member2 && !member2.computed ? member2.key.name ?? String(member2.key.value ?? "") : "";
  const method = parent?.type === "MethodDefinition" ? parent : null;
  const own = (node.displayName ?? node.id?.name ?? node.inferred ?? key).replace(OURS, "$");
  const name = method ? method.kind === "constructor" ? `new ${cls.name}` : `${cls.name}.${key}` : own || "<anonymous>";
  const inherited = unit.opaque && unit.kind !== "initialiser" && unit.kind !== "main" ? `made inside ${unit.opaque}` : null;
  const createdAt = node.type === "FunctionDeclaration" ? blockStart(parents.get(node) ?? parent) : (method ? cls.node.range?.[0] : node.range?.[0]) ?? 0;
  return { name, opaque: node.opaque ?? inherited, class: method ? cls : null, method, createdAt };
}
var blockStart = (parent) => parent.range?.[0] ?? 0;

// migrator/compile/function-names.ts
function nameFunctions(root2) {
  rewrite(root2, (node, parent, key) => {
    if (!(isFunction(node) || isClass(node)) || node.id || typeof node.inferred !== "string" || node.type === "FunctionDeclaration")
      return node;
    const implied = impliedName(parent, key);
    const wanted = node.inferred;
    Object.assign(node, { named: wanted, inferred: null });
    if (implied === wanted) return node;
    if (wanted === "") return sequence([literal(0), node]);
    if (!isArrow(node) && !isClass(node) && /^[A-Za-z_]\w*$/.test(wanted) && !mentions(node, wanted)) {
      node.id = id(wanted);
      return node;
    }
    const property = {
      type: "Property",
      key: literal(wanted),
      value: node,
      kind: "init",
      method: false,
      shorthand: false,
      computed: false
    };
    return {
      type: "MemberExpression",
      object: { type: "ObjectExpression", properties: [property] },
      property: literal(wanted),
      computed: true
    };
  });
}
function impliedName(parent, key) {
  if (parent.type === "AssignmentExpression" && key === "right" && parent.operator === "=" && parent.left.type === "Identifier")
    return parent.left.name;
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent.type === "AssignmentPattern" && key === "right" && parent.left.type === "Identifier")
    return parent.left.name;
  return "";
}
var RESERVED_NAMES = /* @__PURE__ */ new Set([
  "arguments",
  "eval",
  "await",
  "yield",
  "let",
  "static",
  "implements",
  "interface",
  "package",
  "private",
  "protected",
  "public"
]);
function mentions(fn, name) {
  if (RESERVED_NAMES.has(name)) return true;
  let found = false;
  walk(fn, (n) => {
    if (n.type === "Identifier" && n.name === name) found = true;
    return !found;
  });
  return found;
}

// migrator/compile/globals.ts
var ECMASCRIPT = "globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Int8Array Int16Array Int32Array Intl Iterator JSON Map Math Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint8Array Uint8ClampedArray Uint16Array Uint32Array WeakMap WeakRef WeakSet WebAssembly";
var NODE = "AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream Event EventSource EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern URLSearchParams WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate clearInterval clearTimeout console crypto fetch gc global localStorage navigator performance process queueMicrotask require module exports sessionStorage setImmediate setInterval setTimeout structuredClone __filename __dirname";
var RESERVED = new Set(`${ECMASCRIPT} ${NODE}`.split(" "));

// migrator/compile/liveness.ts
var NOTHING = /* @__PURE__ */ new Set();
function saveLive(lowered, program, captures) {
  const analysis = new Liveness(lowered, program, captures);
  analysis.list(lowered.body, NOTHING, {
    exception: NOTHING,
    returning: NOTHING,
    breaking: null,
    continuing: null,
    labels: /* @__PURE__ */ new Map(),
    own: []
  });
  return lowered.points.map((point, pc) => {
    const live = analysis.liveAt[pc] ?? NOTHING;
    const names = analysis.order.filter((name) => live.has(name));
    point.saved.elements = names.map(id);
    return names;
  });
}
var Liveness = class {
  liveAt = [];
  order;
  tracked;
  program;
  captures;
  lowered;
  constructor(lowered, program, captures) {
    this.lowered = lowered;
    this.program = program;
    this.captures = captures;
    const free = [...lowered.unit.free].map((b) => nameIn(b, lowered.unit, captures));
    this.order = [.../* @__PURE__ */ new Set([...lowered.params, ...lowered.locals, ...lowered.constants, ...free])];
    this.tracked = new Set(this.order);
  }
  list(statements, out, jumps) {
    let live = out;
    for (let i = statements.length - 1; i >= 0; i--) live = this.statement(statements[i], live, jumps);
    return live;
  }
  statement(s, out, jumps) {
    if (s.point !== void 0) return this.point(s, out, jumps);
    const inner = jumps.own.length > 0 ? { ...jumps, own: [] } : jumps;
    switch (s.type) {
      case "ExpressionStatement":
        return union(this.expression(s.expression, out), jumps.exception);
      case "VariableDeclaration": {
        if (!s.environment) return out;
        const live = new Set(out);
        live.delete(s.declarations[0].id.name);
        return this.uses(s.declarations[0].init, live);
      }
      case "ReturnStatement":
        return this.uses(s.argument, union(jumps.returning, jumps.exception));
      case "ThrowStatement":
        return this.uses(s.argument, jumps.exception);
      case "BlockStatement":
        return this.list(s.body, out, inner);
      case "IfStatement": {
        const then = this.statement(s.consequent, out, inner);
        const other = s.alternate ? this.statement(s.alternate, out, inner) : out;
        return this.uses(s.test, union(union(then, other), jumps.exception));
      }
      case "LabeledStatement": {
        const labels = new Map(jumps.labels).set(s.label.name, { breaking: out, continuing: null });
        return this.statement(s.body, out, { ...jumps, labels, own: [...jumps.own, s.label.name] });
      }
      case "BreakStatement":
        return (s.label ? jumps.labels.get(s.label.name)?.breaking : jumps.breaking) ?? NOTHING;
      case "ContinueStatement":
        return (s.label ? jumps.labels.get(s.label.name)?.continuing : jumps.continuing) ?? NOTHING;
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        return this.loop(s, out, jumps);
      case "ForOfStatement":
      case "ForInStatement":
        return this.nativeIteration(s, out, jumps);
      case "SwitchStatement": {
        const cases = { ...inner, breaking: out };
        let live = out;
        let all = union(out, jumps.exception);
        for (let i = s.cases.length - 1; i >= 0; i--) {
          live = this.list(s.cases[i].consequent, live, cases);
          all = union(all, live);
        }
        for (const c of s.cases) all = this.uses(c.test, all);
        return this.uses(s.discriminant, all);
      }
      case "TryStatement":
        return this.tryStatement(s, out, inner);
      default:
        return this.uses(s, out);
    }
  }
  /** `if ((t = call) === $SIG) return $SIG.save(…)`: all that is read after it, but its own target. */
  point(s, out, jumps) {
    const live = new Set(out);
    if (s.target !== null) live.delete(s.target);
    for (const name of jumps.exception) live.add(name);
    this.liveAt[s.point] = union(this.liveAt[s.point] ?? NOTHING, live);
    const callNode = s.test.left.type === "AssignmentExpression" ? s.test.left.right : s.test.left;
    return this.uses(callNode, live);
  }
  loop(s, out, jumps) {
    const endless = !s.test || s.test.type === "Literal" && s.test.value === true;
    let head = NOTHING;
    for (; ; ) {
      const afterTest = this.uses(s.test, union(endless ? NOTHING : out, jumps.exception));
      const next = s.type === "DoWhileStatement" ? union(afterTest, head) : s.type === "ForStatement" ? this.expression(s.update, head) : head;
      const labels = new Map(jumps.labels);
      for (const l of jumps.own) labels.set(l, { breaking: out, continuing: next });
      const body = this.statement(s.body, next, {
        ...jumps,
        breaking: out,
        continuing: next,
        labels,
        own: []
      });
      const entry2 = s.type === "DoWhileStatement" ? union(body, jumps.exception) : this.uses(s.test, union(union(body, endless ? NOTHING : out), jumps.exception));
      if (entry2.size === head.size) return s.type === "ForStatement" ? this.expression(s.init, entry2) : entry2;
      head = entry2;
    }
  }
  /** Loops left native hold no point; their head writes its target. */
  nativeIteration(s, out, jumps) {
    const labels = new Map(jumps.labels);
    for (const l of jumps.own) labels.set(l, { breaking: out, continuing: out });
    const body = this.statement(s.body, out, { ...jumps, breaking: out, continuing: out, labels, own: [] });
    return this.uses(s.right, this.uses(s.left, union(union(body, out), jumps.exception)));
  }
  tryStatement(s, out, jumps) {
    let outer = jumps;
    let after = out;
    if (s.finalizer) {
      const fin = this.statement(s.finalizer, union(union(out, jumps.exception), jumps.returning), jumps);
      after = fin;
      const through = (live) => live ? union(live, fin) : live;
      outer = {
        ...jumps,
        exception: union(jumps.exception, fin),
        returning: union(jumps.returning, fin),
        breaking: through(jumps.breaking),
        continuing: through(jumps.continuing),
        labels: new Map(
          [...jumps.labels].map(([l, j]) => [
            l,
            { breaking: union(j.breaking, fin), continuing: through(j.continuing) }
          ])
        )
      };
    }
    const handler = s.handler ? this.statement(s.handler.body, after, outer) : null;
    return this.statement(
      s.block,
      after,
      handler ? { ...outer, exception: union(outer.exception, handler) } : outer
    );
  }
  /** Reads and writes of an expression statement: only a plain assignment to a local ends a variable's life. */
  expression(e, out) {
    if (!e) return out;
    if (e.type === "AssignmentExpression" && e.operator === "=" && e.left.type === "Identifier" && this.tracked.has(e.left.name)) {
      const live = new Set(out);
      live.delete(e.left.name);
      return this.uses(e.right, live);
    }
    return this.uses(e, out);
  }
  uses(e, out) {
    if (!e) return out;
    const live = new Set(out);
    this.collect(e, live);
    return live;
  }
  collect(n, live) {
    if (n.type === "Identifier") {
      if (this.tracked.has(n.name)) live.add(n.name);
      return;
    }
    if (isFunction(n)) {
      this.closure(n, live);
      return;
    }
    if (isClass(n)) for (const b of capturedByClass(n.classUnit, this.program)) this.addBinding(b, live);
    for (const key of childKeys(n.type)) {
      if ((key === "property" || key === "key") && !n.computed) continue;
      if (isClass(n) && key === "id") continue;
      const child = n[key];
      if (Array.isArray(child)) {
        for (const c of child) if (c) this.collect(c, live);
      } else if (child) this.collect(child, live);
    }
  }
  closure(n, live) {
    const unit = this.program.unitOf.get(n);
    for (const b of unit?.free ?? []) this.addBinding(b, live);
  }
  addBinding(b, live) {
    const name = nameIn(b, this.lowered.unit, this.captures);
    if (this.tracked.has(name)) live.add(name);
  }
};
function union(a, b) {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const all = new Set(a);
  for (const name of b) all.add(name);
  return all;
}

// migrator/compile/lower/context.ts
var Lowering = class {
  points = [];
  /** Variables of the whole function: everything that is not a native constant of a block. */
  locals = /* @__PURE__ */ new Set();
  /** Inside a `try`: targets of suspending calls are temporaries, as a handler may see the old value. */
  tryDepth = 0;
  /** In a derived constructor: `super()` has been lowered, so `this` exists. */
  superDone = false;
  facts;
  unit;
  isGenerator;
  usesThis;
  temps = 0;
  labels = 0;
  constructor(facts, unit) {
    this.facts = facts;
    this.unit = unit;
    this.isGenerator = isGenerator(unit);
    let uses = false;
    eachOwn(unit, (n) => {
      if (n.type === "ThisExpression" || n.type === "Super") uses = true;
    });
    this.usesThis = uses && unit.kind !== "main";
  }
  temp() {
    const name = `$t${++this.temps}`;
    this.locals.add(name);
    return id(name);
  }
  label() {
    return `$l${++this.labels}`;
  }
  binding(node) {
    return this.facts.program.bindingOf.get(node);
  }
  /** `if ((target = call) === $SIG) return $SIG.save(fn, pc, this, [live]);` */
  suspend(out, target, callNode, kind = "call") {
    if (this.unit.kind === "derived" && !this.superDone && kind !== "super") {
      out.push(statement(target ? assign(target, callNode) : callNode));
      return;
    }
    const pc = this.points.length;
    const saved = array([]);
    callNode.marked = true;
    const save = call(member(id("$SIG"), "save"), [
      literal(this.unit.id),
      literal(pc),
      this.selfNow(kind),
      saved
    ]);
    const test = binary("===", target ? assign(target, callNode) : callNode, id("$SIG"));
    const point = Object.assign(iff(test, ret(save)), { point: pc, target: target?.name ?? null });
    out.push(this.isGenerator ? Object.assign(point, { inGenerator: kind }) : point);
    this.points.push({
      kind,
      saved,
      line: callNode.loc?.start.line ?? 0,
      column: callNode.loc?.start.column ?? 0
    });
    if (kind === "super") this.superDone = true;
  }
  /** `if ($flag[0] !== 0) if ($flag.poll() === $SIG) return $SIG.save(…);` */
  poll(at) {
    if (this.unit.kind === "derived" && !this.superDone) return block([]);
    const inner = [];
    this.suspend(inner, null, Object.assign(call(member(id("$flag"), "poll")), { loc: at.loc }), "poll");
    return Object.assign(iff(binary("!==", index(id("$flag"), literal(0)), literal(0)), inner[0]), {
      pollOf: inner[0].point
    });
  }
  selfNow(kind) {
    if (this.unit.kind === "derived" && (!this.superDone || kind === "super")) return literal(null);
    return this.usesThis || this.unit.kind === "constructor" || this.unit.kind === "derived" ? self() : undef();
  }
};
var suspends = (node) => !!node && !isFunction(node) && someOwn(node, (n) => n.suspends === true);
var hasPoint = (node) => !!node && !isFunction(node) && someOwn(node, (n) => n.suspends === true || n.point !== void 0 || isLoop(n) && n.short === false);
var blockOf = (build3) => {
  const out = [];
  build3(out);
  return block(out);
};

// migrator/compile/lower/scopes.ts
function enterScope(f, scope, out, initial = () => null) {
  const environment = f.facts.captures.environments.get(scope);
  if (!environment) return;
  const { name } = environment.binding;
  f.locals.add(name);
  out.push(statement(assign(id(name), object(environment.vars.map((b) => [b.name, initial(b) ?? undef()])))));
  mirror(f, environment.binding, out);
}
function mirror(f, binding, out) {
  if (!f.facts.captures.mirrored.has(binding)) return;
  out.push(Object.assign(declare("const", `${binding.name}$c`, id(binding.name)), { mirror: true }));
}
function mirrorAll(f, bindings, out) {
  for (const b of bindings) mirror(f, b, out);
}
function boundBy(f, pattern) {
  const found = [];
  const visit = (n) => {
    if (!n) return;
    const binding = f.binding(n);
    if (binding) found.push(binding);
    else if (n.type === "ObjectPattern")
      for (const p of n.properties) visit(p.type === "RestElement" ? p.argument : p.value);
    else if (n.type === "ArrayPattern") for (const e of n.elements) visit(e);
    else if (n.type === "AssignmentPattern") visit(n.left);
    else if (n.type === "RestElement") visit(n.argument);
  };
  visit(pattern);
  return found;
}
function placeOf(f, node) {
  const binding = f.binding(node);
  if (!binding) return node;
  const environment = f.facts.captures.inEnvironment.get(binding);
  if (environment)
    return {
      type: "MemberExpression",
      object: id(environment.binding.name),
      property: id(binding.name),
      computed: false,
      environment: environment.binding,
      loc: node.loc
    };
  if (!binding.module) f.locals.add(binding.name);
  return node;
}

// migrator/compile/lower/exits.ts
function redirectExits(node, kind, value, label) {
  const exits = [];
  const inner = /* @__PURE__ */ new Set();
  const codeOf = (jump) => {
    const same = exits.find(
      (e) => e.jump.type === jump.type && (jump.type === "ReturnStatement" || e.jump.label?.name === jump.label?.name)
    );
    if (same) return same.code;
    exits.push({ code: exits.length + 2, jump });
    return exits.length + 1;
  };
  const leaves = (jump, inLoop, inSwitch) => jump.type === "ReturnStatement" || (jump.label ? !inner.has(jump.label.name) : !inLoop && !(inSwitch && jump.type === "BreakStatement"));
  const visit = (n, inLoop, inSwitch) => {
    if (isFunction(n)) return;
    if (n.type === "LabeledStatement") inner.add(n.label.name);
    for (const key of childKeys(n.type)) {
      const child = n[key];
      const each = (c, put) => {
        const jump = c.type === "BreakStatement" || c.type === "ContinueStatement" || c.type === "ReturnStatement";
        if (!jump || !leaves(c, inLoop, inSwitch)) {
          visit(c, inLoop || isLoop(c), inSwitch || c.type === "SwitchStatement");
          return;
        }
        const note2 = [statement(assign(kind, literal(codeOf(c)))), breakTo(label)];
        if (c.type === "ReturnStatement")
          note2.unshift({ ...statement(assign(value, c.argument ?? id("undefined"))), loc: c.loc });
        put(block(note2));
      };
      if (Array.isArray(child)) child.forEach((c, i) => void (c && each(c, (to) => void (child[i] = to))));
      else if (child) each(child, (to) => void (n[key] = to));
    }
  };
  visit(node, false, false);
  return exits;
}

// migrator/compile/lower/exceptions.ts
function lowerTry(f, s, out) {
  if (s.finalizer && hasPoint(s.finalizer)) {
    lowerSuspendingFinally(f, s, out);
    return;
  }
  const unwinds = hasPoint(s.block) || hasPoint(s.handler?.body);
  f.tryDepth++;
  s.block = lowerBlock(f, s.block.body, s.block);
  if (!s.finalizer) f.tryDepth--;
  if (s.handler) lowerHandler(f, s.handler);
  if (s.finalizer) {
    f.tryDepth--;
    s.finalizer = lowerBlock(f, s.finalizer.body, s.finalizer);
    if (unwinds) s.finalizer = block([iff(binary("===", id("$unw"), literal(0)), s.finalizer)]);
  }
  out.push(s);
}
function lowerHandler(f, handler) {
  const { param } = handler;
  const raw = id(`$x${f.label().slice(2)}`);
  const bound = param ? boundBy(f, param) : [];
  handler.param = param ? raw : null;
  if (f.isGenerator) handler.param = raw;
  handler.body = lowerBlock(f, handler.body.body, handler.body, (out) => {
    if (f.isGenerator) out.push(iff(isReturn(raw), { type: "ThrowStatement", argument: raw }));
    if (!param) return;
    enterScope(f, handler, out);
    for (const b of bound) if (!f.facts.captures.inEnvironment.has(b)) f.locals.add(b.name);
    out.push(statement(assign(param.type === "Identifier" ? placeOf(f, param) : param, raw)));
    mirrorAll(f, bound, out);
  });
}
var isReturn = (error) => call(member(id("$rt"), "isReturn"), [error]);
function lowerSuspendingFinally(f, s, out) {
  const [kind, value] = [f.temp(), f.temp()];
  const label = f.label();
  const inner = s.handler ? block([{ type: "TryStatement", block: s.block, handler: s.handler, finalizer: null }]) : s.block;
  const exits = redirectExits(inner, kind, value, label);
  const error = id(`$x${label.slice(2)}f`);
  const handler = { type: "CatchClause", param: null, body: block([]), raw: error };
  const guarded = { type: "TryStatement", block: inner, handler, finalizer: null };
  out.push(statement(assign(kind, literal(0))));
  const lowered = [];
  lowerStatement(f, guarded, lowered);
  const tryNode = lowered.at(-1);
  tryNode.handler = {
    type: "CatchClause",
    param: error,
    body: block([statement(assign(kind, literal(1))), statement(assign(value, error))])
  };
  out.push(labeled(label, block(lowered)));
  out.push(lowerBlock(f, s.finalizer.body, s.finalizer));
  out.push(iff(binary("===", kind, literal(1)), { type: "ThrowStatement", argument: value }));
  for (const { code, jump } of exits)
    out.push(iff(binary("===", kind, literal(code)), jump.type === "ReturnStatement" ? ret(value) : jump));
}

// migrator/compile/lower/order.ts
var slot = (owner, key) => ({
  get: () => owner[key],
  set: (n) => void (owner[key] = n)
});
var propertySlots = (p) => p.type === "SpreadElement" ? [slot(p, "argument")] : p.computed ? [slot(p, "key"), slot(p, "value")] : [slot(p, "value")];
function memberSlots(m) {
  const slots = m.object.type === "Super" ? [] : [slot(m, "object")];
  if (m.computed) slots.push(slot(m, "property"));
  return slots;
}
function inOrder(f, slots, out, hold = (e) => e) {
  let last = -1;
  slots.forEach((s, i) => {
    if (suspends(s.get())) last = i;
  });
  for (let i = 0; i <= last; i++) {
    const e = slots[i].get();
    const later = slots.slice(i + 1).map((s) => s.get());
    if (e.type === "SpreadElement") {
      e.argument = linear(f, e.argument, out);
      if (i < last)
        e.argument = keep2(
          f,
          { type: "ArrayExpression", elements: [{ type: "SpreadElement", argument: e.argument }] },
          out
        );
      continue;
    }
    const value = linear(f, e, out);
    slots[i].set(i < last && !isStable(f, value, later) ? keep2(f, hold(value), out) : value);
  }
}
var toText = (e) => ({
  type: "TemplateLiteral",
  quasis: [quasi(false), quasi(true)],
  expressions: [e]
});
var quasi = (tail) => ({ type: "TemplateElement", value: { raw: "", cooked: "" }, tail });
function keep2(f, e, out) {
  const t = f.temp();
  out.push(statement(assign(t, e)));
  return t;
}
function isStable(f, e, later) {
  if (e.type === "Literal" && !e.regex) return true;
  if (e.type === "ThisExpression" || e.type === "Super" || isFunction(e)) return true;
  if (e.type !== "Identifier") return false;
  const binding = f.binding(e);
  if (!binding)
    return e.name.startsWith("$") || [
      "undefined",
      "NaN",
      "Infinity",
      "Math",
      "Object",
      "Array",
      "JSON",
      "console",
      "Number",
      "String"
    ].includes(e.name);
  if (binding.constant) return true;
  if (binding.module || binding.captured) return false;
  return !later.some((n) => writes2(n, e.name));
}
var writes2 = (node, name) => someOwn(
  node,
  (n) => n.type === "AssignmentExpression" && someOwn(n.left, (l) => l.type === "Identifier" && l.name === name) || n.type === "UpdateExpression" && n.argument.name === name
);

// migrator/compile/lower/calls.ts
function linearCall(f, e, out, target) {
  const { callee } = e;
  const argumentsSuspend = e.arguments.some((a) => suspends(a));
  const slots = [];
  const isMethod = e.type === "CallExpression" && callee.type === "MemberExpression" && !callee.environment;
  if (isMethod) {
    inOrder(f, memberSlots(callee), out);
    if (argumentsSuspend && callee.object.type !== "Super") lookUpMethod(f, e, out);
  } else if (callee.type !== "Super") slots.push(slot(e, "callee"));
  for (const i of e.arguments.keys()) slots.push(slot(e.arguments, i));
  inOrder(f, slots, out);
  if (!e.suspends) return e;
  e.suspends = false;
  singleLine(f, e, out);
  if (callee.type === "Super") {
    f.suspend(out, null, e, "super");
    return { type: "ThisExpression" };
  }
  const result = target && f.tryDepth === 0 ? target : f.temp();
  f.suspend(out, result, e);
  return result;
}
function lookUpMethod(f, e, out) {
  const { callee } = e;
  if (!isStable(f, callee.object, e.arguments)) callee.object = keep2(f, callee.object, out);
  if (callee.computed) {
    if (!isStable(f, callee.property, e.arguments)) callee.property = keep2(f, callee.property, out);
  } else if (callee.property.type === "PrivateIdentifier") return;
  if (callee.computed || f.facts.unstableMethods.has(callee.property.name)) {
    const method = keep2(f, callee, out);
    e.callee = member(method, "call");
    e.arguments.unshift(clone(callee.object));
    return;
  }
  const { object: object2 } = callee;
  const isObject = object2.type === "ThisExpression" || object2.type === "ArrayExpression" || object2.type === "Identifier" && !f.binding(object2) && !object2.name.startsWith("$t");
  if (!isObject) out.push(statement(clone(callee)));
}
function singleLine(f, e, out) {
  const spans = (n) => isFunction(n) || isClass(n) || n.type === "TemplateElement" && /[\n\r]/.test(n.value.raw);
  const firstMultiline = e.arguments.findLastIndex(
    (a) => !isFunction(a) ? someOwnOrSelf(a, spans) : true
  );
  for (let i = 0; i <= firstMultiline; i++) {
    const a = e.arguments[i];
    if (a.type === "SpreadElement") a.argument = keep2(f, a.argument, out);
    else if (!isStable(f, a, []) || isFunction(a)) e.arguments[i] = keep2(f, a, out);
  }
  if (isFunction(e.callee) || someOwnOrSelf(e.callee, spans)) {
    if (e.callee.type !== "MemberExpression") e.callee = keep2(f, e.callee, out);
    else if (e.callee.object.type !== "Super") e.callee.object = keep2(f, e.callee.object, out);
  }
}
function someOwnOrSelf(node, test) {
  if (test(node)) return true;
  if (isFunction(node)) return false;
  for (const key of Object.keys(node)) {
    const child = node[key];
    if (key === "loc" || key === "range" || key === "unit" || key === "classUnit" || key === "environment")
      continue;
    if (Array.isArray(child)) {
      if (child.some((c) => c && typeof c.type === "string" && someOwnOrSelf(c, test))) return true;
    } else if (child && typeof child.type === "string" && someOwnOrSelf(child, test)) return true;
  }
  return false;
}

// migrator/compile/lower/generators.ts
var rt = (method, args) => call(member(id("$rt"), method), args);
function linearYield(f, e, out, target) {
  const argument = e.argument ? linear(f, e.argument, out) : null;
  const result = target && f.tryDepth === 0 ? target : f.temp();
  f.suspend(out, result, { type: "YieldExpression", argument, delegate: false, loc: e.loc }, "yield");
  return result;
}
function linearDelegation(f, e, out) {
  const [iterator, sent, mode, result] = [f.temp(), f.temp(), f.temp(), f.temp()];
  const source = linear(f, e.argument, out);
  const begin = statement(assign(iterator, rt("delegate", [source])));
  out.push(Object.assign(begin, { loc: e.argument.loc }));
  out.push(statement(assign(sent, id("undefined"))), statement(assign(mode, literal(0))));
  const is = (value2) => ({
    type: "BinaryExpression",
    operator: "===",
    left: mode,
    right: literal(value2)
  });
  const body = blockOf((o) => {
    const next = Object.assign(call(member(iterator, "next"), [sent]), { loc: e.loc });
    const ask = [];
    if (e.asks) f.suspend(ask, result, next);
    else ask.push(statement(assign(result, next)));
    o.push(iff(is(0), block(ask), block([statement(assign(result, rt("forward", [iterator, mode, sent])))])));
    const leave = iff(is(2), statement(rt("leave", [member(result, "value")])));
    o.push(iff(rt("isDone", [result]), block([leave, breakTo(null)])));
    o.push(yieldOn(f, e, result, sent, mode));
  });
  out.push({ type: "WhileStatement", test: literal(true), body, loc: e.loc });
  const value = f.temp();
  out.push(statement(assign(value, member(result, "value"))));
  return value;
}
function yieldOn(f, e, result, sent, mode) {
  const error = id(`$x${f.label().slice(2)}`);
  f.tryDepth++;
  const ask = blockOf((o) => {
    const argument = member(result, "value");
    f.suspend(o, sent, { type: "YieldExpression", argument, delegate: false, loc: e.loc }, "yield");
    o.push(statement(assign(mode, literal(0))));
  });
  f.tryDepth--;
  const how = {
    type: "ConditionalExpression",
    test: rt("isReturn", [error]),
    consequent: literal(2),
    alternate: literal(1)
  };
  const note2 = block([statement(assign(mode, how)), statement(assign(sent, error))]);
  return {
    type: "TryStatement",
    block: ask,
    handler: { type: "CatchClause", param: error, body: note2 },
    finalizer: null
  };
}

// migrator/compile/lower/expressions.ts
function linear(f, e, out, target) {
  if (!suspends(e)) return e;
  switch (e.type) {
    case "CallExpression":
    case "NewExpression":
      return linearCall(f, e, out, target);
    case "LogicalExpression":
      return linearLogical(f, e, out);
    case "ConditionalExpression":
      return linearConditional(f, e, out, target);
    case "SequenceExpression":
      for (const part of e.expressions.slice(0, -1)) expressionStatement(f, part, out);
      return linear(f, e.expressions.at(-1), out, target);
    case "AssignmentExpression":
      return linearAssignment(f, e, out);
    case "MemberExpression":
      inOrder(f, memberSlots(e), out);
      return e;
    case "BinaryExpression":
      inOrder(
        f,
        e.left.type === "PrivateIdentifier" ? [slot(e, "right")] : [slot(e, "left"), slot(e, "right")],
        out
      );
      return e;
    case "UnaryExpression":
    case "UpdateExpression":
    case "SpreadElement":
      e.argument = linear(f, e.argument, out);
      return e;
    case "ArrayExpression":
      inOrder(
        f,
        e.elements.map((_, i) => slot(e.elements, i)).filter((s) => s.get()),
        out
      );
      return e;
    case "ObjectExpression":
      inOrder(f, e.properties.flatMap(propertySlots), out);
      return e;
    case "TemplateLiteral":
      inOrder(
        f,
        e.expressions.map((_, i) => slot(e.expressions, i)),
        out,
        toText
      );
      return e;
    case "TaggedTemplateExpression":
      if (e.tag.type === "Identifier")
        inOrder(
          f,
          e.quasi.expressions.map((_, i) => slot(e.quasi.expressions, i)),
          out
        );
      return e;
    case "YieldExpression":
      return e.delegate ? linearDelegation(f, e, out) : linearYield(f, e, out, target);
    case "ClassExpression":
      if (e.superClass) e.superClass = linear(f, e.superClass, out);
      return e;
    default:
      return e;
  }
}
function linearLogical(f, e, out) {
  if (!suspends(e.right)) {
    e.left = linear(f, e.left, out);
    return e;
  }
  const result = f.temp();
  const left = linear(f, e.left, out, result);
  if (left !== result) out.push(statement(assign(result, left)));
  const rest = [];
  const right = linear(f, e.right, rest, result);
  if (right !== result) rest.push(statement(assign(result, right)));
  const goOn = e.operator === "&&" ? result : e.operator === "||" ? not(result) : binary("==", result, literal(null));
  out.push(iff(goOn, block(rest)));
  return result;
}
function linearConditional(f, e, out, target) {
  e.test = linear(f, e.test, out);
  if (!suspends(e.consequent) && !suspends(e.alternate)) return e;
  const result = target && f.tryDepth === 0 ? target : f.temp();
  const branch = (part) => {
    const statements = [];
    const value = linear(f, part, statements, result);
    if (value !== result) statements.push(statement(assign(result, value)));
    return block(statements);
  };
  out.push(iff(e.test, branch(e.consequent), branch(e.alternate)));
  return result;
}
function linearAssignment(f, e, out) {
  const { left } = e;
  if (e.operator !== "=") return linearUpdate(f, e, out);
  if (left.type === "Identifier") {
    const binding = f.binding(left);
    const local = binding ? !binding.module && !binding.captured : left.name.startsWith("$");
    const right = linear(f, e.right, out, local ? left : void 0);
    if (right === left) return left;
    e.right = right;
    return e;
  }
  if (left.type !== "MemberExpression") {
    e.right = linear(f, e.right, out);
    return e;
  }
  inOrder(f, [...left.environment ? [] : memberSlots(left), slot(e, "right")], out);
  return e;
}
function linearUpdate(f, e, out) {
  const { left } = e;
  if (left.type === "MemberExpression" && !left.environment) {
    for (const s of memberSlots(left)) {
      const value = linear(f, s.get(), out);
      s.set(isStable(f, value, [e.right]) ? value : keep2(f, value, out));
    }
  }
  const old = isStable(f, left, [e.right]) ? clone(left) : keep2(f, clone(left), out);
  const right = linear(f, e.right, out);
  return Object.assign(assign(left, binary(e.operator.slice(0, -1), old, right)), { loc: e.loc });
}
function expressionStatement(f, e, out) {
  if (e.type === "SequenceExpression") {
    for (const part of e.expressions) expressionStatement(f, part, out);
    return;
  }
  const isSuperCall = e.type === "CallExpression" && e.callee.type === "Super";
  const value = linear(f, e, out);
  const unused = value.type === "ThisExpression" || value.type === "Identifier" && (value !== e || f.binding(value));
  if (!unused) out.push(Object.assign(statement(value), { loc: e.loc }));
  if (!isSuperCall) return;
  f.superDone = true;
  const lexicalThis = f.facts.captures.lexical.get(f.unit)?.find((entry2) => entry2.value === "this");
  if (lexicalThis) out.push(statement(assign(id(lexicalThis.binding.name), { type: "ThisExpression" })));
}
function assignTo(f, targetNode, init, out) {
  const isLocal = targetNode.type === "Identifier" && !f.binding(targetNode)?.module && !f.binding(targetNode)?.captured;
  const value = linear(f, init, out, isLocal ? targetNode : void 0);
  if (value !== targetNode)
    out.push(Object.assign(statement(assign(targetNode, value)), { loc: targetNode.loc ?? init.loc }));
}

// migrator/compile/jumps.ts
function redirect(body, match, label) {
  let used = false;
  const visit = (node, inLoop, inSwitch) => {
    if (isFunction(node)) return;
    for (const key of childKeys(node.type)) {
      const child = node[key];
      const each = (c, put) => {
        if ((c.type === "BreakStatement" || c.type === "ContinueStatement") && match(c, inLoop, inSwitch)) {
          used = true;
          put(breakTo(label));
        } else visit(c, inLoop || isLoop(c), inSwitch || c.type === "SwitchStatement");
      };
      if (Array.isArray(child)) child.forEach((c, i) => void (c && each(c, (n) => void (child[i] = n))));
      else if (child) each(child, (n) => void (node[key] = n));
    }
  };
  visit(body, false, false);
  return used;
}
var continueTo = (body, label, labels) => redirect(
  body,
  (j, inLoop) => j.type === "ContinueStatement" && (j.label ? labels.includes(j.label.name) : !inLoop),
  label
);
var breakOut = (body, label, labels = []) => redirect(
  body,
  (j, inLoop, inSwitch) => j.type === "BreakStatement" && (j.label ? labels.includes(j.label.name) : !inLoop && !inSwitch),
  label
);

// migrator/compile/lower/loops.ts
var STRIP = 4096;
var always = () => literal(true);
function lowerWhile(f, s, out, labels) {
  if (labels.length === 0 && !s.short && stripMinable(s)) {
    stripMined(f, s, out, () => {
    });
    return;
  }
  const { test } = s;
  const inside = suspends(test);
  if (inside) s.test = always();
  s.body = loopBody(f, s, (o) => void (inside && leaveUnless(f, test, o)));
  out.push(s);
}
function lowerDoWhile(f, s, out, labels) {
  if (!suspends(s.test)) {
    s.body = loopBody(f, s, () => {
    });
    out.push(s);
    return;
  }
  const done = f.label();
  const needsLabel = continueTo(s.body, done, labels);
  const body = blockOf((o) => {
    pollInto(f, s, o);
    const inner = lowerBlock(f, s.body.body, s.body);
    o.push(needsLabel ? labeled(done, inner) : inner);
    leaveUnless(f, s.test, o);
  });
  out.push({ type: "WhileStatement", test: always(), body, loc: s.loc });
}
function lowerFor(f, s, out, labels) {
  const environment = f.facts.captures.environments.get(s);
  enterScope(f, s, out);
  if (s.init?.type === "VariableDeclaration") {
    for (const d of s.init.declarations) lowerDeclarator(f, d, s.init.kind === "var" ? "var" : "let", out);
  } else if (s.init) expressionStatement(f, s.init, out);
  const headers = s.init?.type === "VariableDeclaration" ? s.init.declarations.flatMap((d) => boundBy(f, d.id)) : [];
  s.init = null;
  const perIteration = (o) => {
    if (environment) mirror(f, environment.binding, o);
    mirrorAll(f, headers, o);
  };
  const renew = environment ? assign(
    id(environment.binding.name),
    object(environment.vars.map((b) => [b.name, member(id(environment.binding.name), b.name)]))
  ) : null;
  const closures = makesFunctions(s.test) || makesFunctions(s.update);
  if (!environment && !closures && labels.length === 0 && !s.short && stripMinable(s)) {
    const counted = countedLoop(s, f.facts.program);
    if (counted) stripByCount(f, s, out, counted, labels, perIteration);
    else stripMined(f, s, out, perIteration);
    return;
  }
  if (!closures && !suspends(s.test) && !suspends(s.update)) {
    if (renew) s.update = s.update ? sequence([renew, s.update]) : renew;
    s.body = loopBody(f, s, perIteration);
    out.push(s);
    return;
  }
  const done = f.label();
  const needsLabel = continueTo(s.body, done, labels);
  const { test, update } = s;
  const whole = { type: "WhileStatement", test: always(), body: s.body, loc: s.loc };
  whole.body = blockOf((o) => {
    pollInto(f, s, o);
    perIteration(o);
    if (test) leaveUnless(f, test, o);
    const inner = lowerBlock(f, s.body.body, s.body);
    o.push(needsLabel ? labeled(done, inner) : inner);
    if (renew) o.push(statement(renew));
    if (update) o.push(blockOf((next) => (perIteration(next), expressionStatement(f, update, next))));
  });
  out.push(whole);
}
var makesFunctions = (node) => {
  let found = false;
  if (node) walk(node, (n) => void (isFunction(n) && (found = true)));
  return found;
};
function stripMined(f, s, out, perIteration) {
  const leave = f.label();
  const left = f.temp();
  breakOut(s.body, leave);
  const poll = f.poll(s);
  const { test, update } = s;
  const countDown = { type: "UpdateExpression", operator: "--", prefix: false, argument: left };
  const strip = {
    type: "ForStatement",
    init: assign(left, literal(STRIP)),
    test: binary(">", clone(left), literal(0)),
    update: update ? sequence([update, countDown]) : countDown,
    body: blockOf((o) => {
      if (test && test.value !== true) o.push(iff(not(test), breakTo(leave)));
      perIteration(o);
      o.push(...lowerBlock(f, s.body.body, s.body).body);
    }),
    loc: s.loc
  };
  const body = blockOf((o) => o.push(poll, strip));
  out.push(labeled(leave, { type: "WhileStatement", test: always(), body, loc: s.loc }));
}
function stripByCount(f, s, out, { counter, bound, step, operator }, labels, perIteration) {
  const leave = f.label();
  const goOn = f.label();
  const end = f.temp();
  breakOut(s.body, leave);
  const needsLabel = continueTo(s.body, goOn, labels);
  const poll = f.poll(s);
  const up = operator.startsWith("<");
  const [i, n] = [() => clone(counter), () => clone(bound)];
  const span = () => step.type === "Literal" ? literal(STRIP * step.value) : binary("*", literal(STRIP), clone(step));
  const left = up ? binary("-", n(), i()) : binary("-", i(), n());
  const next = binary(up ? "+" : "-", i(), span());
  const choice = {
    type: "ConditionalExpression",
    test: binary(">", left, span()),
    consequent: next,
    alternate: n()
  };
  const checks = [i(), bound, step].filter((e) => e.type !== "Literal").map(isNumber);
  if (step.type !== "Literal") checks.push(binary(">", clone(step), literal(0)));
  const sane = checks.reduce((a, b) => ({ type: "LogicalExpression", operator: "&&", left: a, right: b }));
  const limit = { type: "ConditionalExpression", test: sane, consequent: choice, alternate: undef() };
  const once = lowerBlock(f, s.body.body, s.body, perIteration);
  const iteration = block([needsLabel ? labeled(goOn, once) : once, statement(s.update)]);
  const strip = {
    type: "DoWhileStatement",
    body: iteration,
    test: binary(operator, i(), clone(end)),
    loc: s.loc
  };
  const body = block([poll, statement(assign(end, limit)), strip]);
  out.push(labeled(leave, { type: "WhileStatement", test: s.test, body, loc: s.loc }));
}
var isNumber = (e) => binary(
  "===",
  { type: "UnaryExpression", operator: "typeof", prefix: true, argument: clone(e) },
  literal("number")
);
function loopBody(f, s, before) {
  return blockOf((out) => {
    pollInto(f, s, out);
    before(out);
    out.push(...lowerBlock(f, s.body.body, s.body).body);
  });
}
function pollInto(f, s, out) {
  if (!s.short) out.push(f.poll(s));
}
function leaveUnless(f, test, out) {
  const value = linear(f, test, out);
  out.push(iff(not(value), breakTo(null)));
}

// migrator/compile/lower/iteration.ts
var rt2 = (method, args) => call(member(id("$rt"), method), args);
function lowerForOf(f, s, out, labels) {
  const source = linear(f, s.right, out);
  if (s.short && !ownScope(f, s)) {
    nativeLoop(f, s, source, out);
    return;
  }
  const [subject, iterator, position, result] = [f.temp(), f.temp(), f.temp(), f.temp()];
  out.push(statement(assign(subject, source)));
  out.push(
    Object.assign(
      statement(
        assign(
          iterator,
          rt2(s.awaits ? "asyncIterate" : "iterate", [subject, literal(s.sourceText ?? "object")])
        )
      ),
      {
        loc: s.right.loc
      }
    )
  );
  out.push(statement(assign(position, literal(0))));
  const closing = !isPlainArray(s.right);
  const hasFinally2 = someOwn(s.body, (n) => n.type === "TryStatement" && n.finalizer);
  const leave = closing && hasFinally2 ? leaveThroughClose(f, s, iterator, labels) : null;
  if (closing && !hasFinally2) closeOnExit(f, s, iterator, labels);
  const loop = { type: "WhileStatement", test: literal(true), loc: s.loc };
  loop.body = blockOf((o) => {
    pollInto(f, s, o);
    enterScope(f, s, o);
    const target = headTarget(f, s);
    const fromArray = block([
      iff(binary(">=", position, member(subject, "length")), breakTo(null)),
      take(
        target,
        index(subject, { type: "UpdateExpression", operator: "++", prefix: false, argument: position })
      )
    ]);
    const ask = [];
    const next = Object.assign(call(member(iterator, "next")), { loc: s.right.loc });
    if (s.asks) f.suspend(ask, result, next);
    else ask.push(statement(assign(result, next)));
    if (s.awaits) awaitInto(f, result, clone(result), ask);
    const fromIterator = block([
      ...ask,
      iff(rt2("isDone", [result]), breakTo(null)),
      take(target, member(result, "value"))
    ]);
    if (s.awaits) o.push(...fromIterator.body);
    else o.push(iff(binary("===", iterator, literal(null)), fromArray, fromIterator));
    mirrorAll(f, headBindings(f, s), o);
    if (!closing) {
      o.push(...lowerBlock(f, s.body.body, s.body).body);
      return;
    }
    f.tryDepth++;
    const body = lowerBlock(f, s.body.body, s.body);
    f.tryDepth--;
    if (leave) o.push(leave.before);
    const error = id(`$x${f.label().slice(2)}`);
    const close = iff(
      binary("!==", iterator, literal(null)),
      statement(
        rt2(f.isGenerator ? "closeFor" : "closeQuietly", f.isGenerator ? [iterator, error] : [iterator])
      )
    );
    const guarded = {
      type: "TryStatement",
      block: body,
      handler: {
        type: "CatchClause",
        param: error,
        body: block([
          ...s.awaits ? closeAwaiting(f, iterator) : [close],
          { type: "ThrowStatement", argument: error }
        ])
      },
      finalizer: null
    };
    o.push(...leave ? [labeled(leave.label, block([guarded])), ...leave.after] : [guarded]);
  });
  out.push(loop);
}
function lowerForIn(f, s, out) {
  const source = linear(f, s.right, out);
  if (s.short && !ownScope(f, s) && !hasPoint(s.body)) {
    nativeLoop(f, s, source, out);
    return;
  }
  const [subject, keys, position] = [f.temp(), f.temp(), f.temp()];
  out.push(
    statement(assign(subject, source)),
    statement(assign(keys, rt2("keys", [subject]))),
    statement(assign(position, literal(0)))
  );
  const loop = {
    type: "ForStatement",
    init: null,
    test: binary("<", position, member(keys, "length")),
    update: { type: "UpdateExpression", operator: "++", prefix: false, argument: position },
    loc: s.loc
  };
  loop.body = blockOf((o) => {
    pollInto(f, s, o);
    const key = index(keys, position);
    o.push(
      iff(
        { type: "UnaryExpression", operator: "!", prefix: true, argument: rt2("has", [subject, key]) },
        { type: "ContinueStatement", label: null }
      )
    );
    enterScope(f, s, o);
    o.push(take(headTarget(f, s), index(keys, position)));
    mirrorAll(f, headBindings(f, s), o);
    o.push(...lowerBlock(f, s.body.body, s.body).body);
  });
  out.push(loop);
}
var ownScope = (f, s) => f.facts.captures.environments.has(s) || headBindings(f, s).some((b) => f.facts.captures.mirrored.has(b));
var headBindings = (f, s) => s.left.type === "VariableDeclaration" ? boundBy(f, s.left.declarations[0].id) : [];
function headTarget(f, s) {
  if (s.left.type !== "VariableDeclaration") return s.left;
  const declared = s.left.declarations[0].id;
  for (const b of headBindings(f, s))
    if (!b.module && !f.facts.captures.inEnvironment.has(b)) f.locals.add(b.name);
  return declared.type === "Identifier" ? placeOf(f, declared) : declared;
}
var take = (target, value) => statement(assign(target, value));
function nativeLoop(f, s, source, out) {
  s.right = source;
  s.left = headTarget(f, s);
  s.body = lowerBlock(f, s.body.body, s.body);
  out.push(s);
}
function isPlainArray(e) {
  if (e.type === "ArrayExpression") return true;
  const callee = e.type === "CallExpression" ? e.callee : null;
  return callee?.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Object" && ["keys", "values", "entries"].includes(callee.property.name);
}
function leaveThroughClose(f, s, iterator, labels) {
  const [kind, value] = [f.temp(), f.temp()];
  const label = f.label();
  const exits = redirectExits(s.body, kind, value, label);
  const close = iff(binary("!==", iterator, literal(null)), statement(rt2("close", [iterator])));
  const after = exits.map(({ code, jump }) => {
    const goesOn = jump.type === "ContinueStatement" && (!jump.label || labels.includes(jump.label.name));
    const exit = jump.type === "ReturnStatement" ? ret(value) : jump;
    return iff(binary("===", kind, literal(code)), block(goesOn ? [exit] : [clone(close), exit]));
  });
  return { label, before: statement(assign(kind, literal(0))), after };
}
var awaiting = (argument) => ({
  type: "YieldExpression",
  argument,
  delegate: false,
  suspends: true
});
function awaitInto(f, target, argument, out) {
  f.suspend(out, target, { type: "YieldExpression", argument, delegate: false }, "yield");
}
function closeAwaiting(f, iterator) {
  const [promise, ignored] = [f.temp(), f.temp()];
  f.tryDepth++;
  const wait = blockOf((o) => awaitInto(f, ignored, clone(promise), o));
  f.tryDepth--;
  const quietly = {
    type: "TryStatement",
    block: wait,
    handler: { type: "CatchClause", param: null, body: block([]) },
    finalizer: null
  };
  return [
    statement(assign(promise, rt2("asyncCloseQuietly", [iterator]))),
    iff(binary("!==", clone(promise), undef()), block([quietly]))
  ];
}
function closeOnExit(f, s, iterator, labels) {
  const { body } = s;
  const promise = s.awaits ? f.temp() : null;
  const close = () => promise === null ? iff(binary("!==", iterator, literal(null)), block([statement(rt2("close", [iterator]))])) : iff(
    binary("!==", assign(promise, rt2("asyncClose", [iterator])), undef()),
    block([statement(rt2("mustBeObject", [awaiting(clone(promise))]))])
  );
  const inner = /* @__PURE__ */ new Set();
  const leaves = (jump, inLoop, inSwitch) => {
    if (jump.type === "ReturnStatement") return true;
    if (!jump.label) return jump.type === "BreakStatement" && !inLoop && !inSwitch;
    if (jump.type === "ContinueStatement" && labels.includes(jump.label.name)) return false;
    return !inner.has(jump.label.name);
  };
  const visit = (node, inLoop, inSwitch) => {
    if (isFunction(node)) return;
    if (node.type === "LabeledStatement") inner.add(node.label.name);
    for (const key of childKeys(node.type)) {
      const child = node[key];
      const each = (c, put) => {
        const jump = c.type === "BreakStatement" || c.type === "ContinueStatement" || c.type === "ReturnStatement";
        if (!jump || !leaves(c, inLoop, inSwitch))
          visit(c, inLoop || isLoop(c), inSwitch || c.type === "SwitchStatement");
        else if (c.type !== "ReturnStatement" || !c.argument) put(block([close(), c]));
        else {
          const value = f.temp();
          put(block([{ ...statement(assign(value, c.argument)), loc: c.loc }, close(), ret(value)]));
        }
      };
      if (Array.isArray(child)) child.forEach((c, i) => void (c && each(c, (n) => void (child[i] = n))));
      else if (child) each(child, (n) => void (node[key] = n));
    }
  };
  visit(body, false, false);
}

// migrator/compile/lower/statements.ts
function lowerBlock(f, statements, scope, before = () => {
}) {
  return blockOf((out) => {
    if (scope) enterScope(f, scope, out);
    before(out);
    lowerList(f, statements, out);
  });
}
function lowerList(f, statements, out) {
  const hoisted = new Set(statements.filter((s) => s.type === "FunctionDeclaration" && !s.sinks));
  for (const s of hoisted) lowerFunctionDeclaration(f, s, out);
  for (const s of statements) {
    if (s.type === "FunctionDeclaration") lowerFunctionDeclaration(f, s, out);
    else if (!hoisted.has(s)) lowerStatement(f, s, out);
  }
}
function lowerFunctionDeclaration(f, s, out) {
  const bound = boundBy(f, s.id);
  const place3 = placeOf(f, s.id);
  const name = bound[0]?.original ?? s.id.name;
  s.type = "FunctionExpression";
  s.inferred = name;
  s.id = null;
  out.push(Object.assign(statement(assign(place3, s)), { loc: s.loc }));
  mirrorAll(f, bound, out);
}
function lowerStatement(f, s, out, labels = []) {
  switch (s.type) {
    case "VariableDeclaration":
      for (const d of s.declarations) lowerDeclarator(f, d, s.kind, out);
      return;
    case "ExpressionStatement":
      expressionStatement(f, s.expression, out);
      return;
    case "ReturnStatement":
      lowerReturn(f, s, out);
      return;
    case "ThrowStatement":
      s.argument = linear(f, s.argument, out);
      out.push(s);
      return;
    case "IfStatement":
      s.test = linear(f, s.test, out);
      s.consequent = lowerBlock(f, s.consequent.body, s.consequent);
      if (s.alternate) s.alternate = lowerBlock(f, s.alternate.body, s.alternate);
      out.push(s);
      return;
    case "BlockStatement":
      out.push(lowerBlock(f, s.body, s));
      return;
    case "LabeledStatement":
      lowerLabeled(f, s, out, labels);
      return;
    case "SwitchStatement":
      lowerSwitch(f, s, out);
      return;
    case "ForStatement":
      lowerFor(f, s, out, labels);
      return;
    case "WhileStatement":
      lowerWhile(f, s, out, labels);
      return;
    case "DoWhileStatement":
      lowerDoWhile(f, s, out, labels);
      return;
    case "ForOfStatement":
      lowerForOf(f, s, out, labels);
      return;
    case "ForInStatement":
      lowerForIn(f, s, out);
      return;
    case "TryStatement":
      lowerTry(f, s, out);
      return;
    case "EmptyStatement":
    case "DebuggerStatement":
      return;
    default:
      out.push(s);
  }
}
function lowerDeclarator(f, d, kind, out) {
  const bound = boundBy(f, d.id);
  const place3 = d.id.type === "Identifier" ? placeOf(f, d.id) : d.id;
  if (d.id.type !== "Identifier" && d.id.type !== "MemberExpression") {
    for (const b of bound) if (!b.module && !f.facts.captures.inEnvironment.has(b)) f.locals.add(b.name);
  }
  if (d.init) {
    assignTo(f, place3, d.init, out);
    mirrorAll(f, bound, out);
  } else if (kind !== "var" && (bound[0]?.inLoop || place3.type === "MemberExpression")) {
    out.push(statement(assign(place3, undef())));
  }
}
function lowerReturn(f, s, out) {
  const value = s.argument;
  if (value?.type === "ConditionalExpression" && suspends(value)) {
    const branch = (argument) => blockOf((o) => lowerReturn(f, { ...s, argument }, o));
    const test = linear(f, value.test, out);
    out.push(iff(test, branch(value.consequent), branch(value.alternate)));
    return;
  }
  if (value) s.argument = linear(f, value, out);
  out.push(s);
}
function lowerLabeled(f, s, out, labels) {
  const inner = [];
  lowerStatement(f, s.body, inner, [...labels, s.label.name]);
  const last = inner.pop();
  out.push(...inner);
  if (last) out.push({ ...s, body: last });
}
function lowerSwitch(f, s, out) {
  s.discriminant = linear(f, s.discriminant, out);
  enterScope(f, s, out);
  for (const c of s.cases)
    for (const statementNode of c.consequent)
      if (isFunction(statementNode)) lowerFunctionDeclaration(f, statementNode, out);
  for (const c of s.cases) {
    const rest = [];
    for (const statementNode of c.consequent)
      if (!isFunction(statementNode)) lowerStatement(f, statementNode, rest);
    c.consequent = rest;
  }
  out.push(s);
}

// migrator/compile/lower/unit.ts
function lowerUnit(facts, unit, statements) {
  const f = new Lowering(facts, unit);
  const params = unit.kind === "main" ? [] : unit.node.params.map(parameterName);
  const body = [];
  for (const { binding, value } of facts.captures.lexical.get(unit) ?? []) {
    f.locals.add(binding.name);
    if (unit.kind === "derived" && value === "this") continue;
    body.push(
      statement(
        assign(
          id(binding.name),
          value === "this" ? self() : value === "arguments" ? id("arguments") : newTarget()
        )
      )
    );
  }
  if (f.isGenerator) f.suspend(body, null, id("$SIG"), "start");
  if (unit.kind !== "main")
    enterScope(f, unit.node, body, (b) => b.kind === "param" ? id(b.name) : null);
  const start = body.length;
  if (f.isGenerator && yieldsInFinally(statements)) body.push(returning(f, statements));
  else lowerList(f, statements, body);
  const constants = foldEnvironment(f, body, unit);
  if (facts.entryPoll.has(unit) && unit.kind !== "derived") placeEntryPoll(f, body, start, unit.node);
  for (const name of [...params, ...constants]) f.locals.delete(name);
  return { unit, body, locals: [...f.locals], constants, points: f.points, params };
}
var yieldsInFinally = (statements) => statements.some(
  (s) => someOwn(s, (n) => n.type === "TryStatement" && someOwn(n.finalizer, (y) => y.type === "YieldExpression"))
);
function returning(f, statements) {
  const error = id(`$x${f.label().slice(2)}`);
  f.tryDepth++;
  const body = blockOf((out) => lowerList(f, statements, out));
  f.tryDepth--;
  const end = ret(call(member(id("$rt"), "returned"), [error]));
  return {
    type: "TryStatement",
    block: body,
    handler: { type: "CatchClause", param: error, body: block([end]) },
    finalizer: null
  };
}
function foldEnvironment(f, body, unit) {
  const environment = f.facts.captures.environments.get(unit.node);
  if (!environment) return [];
  const { name } = environment.binding;
  const at = body.findIndex(
    (s) => s.expression?.type === "AssignmentExpression" && s.expression.left.name === name && s.expression.right.type === "ObjectExpression"
  );
  if (at < 0) return [];
  const made = body[at].expression.right;
  while (body[at + 1] && foldOne(body[at + 1], made, name)) body.splice(at + 1, 1);
  body[at] = { ...declare("const", name, made), environment: true };
  return [name];
}
function foldOne(s, made, name) {
  const e = s.type === "ExpressionStatement" ? s.expression : null;
  if (e?.type !== "AssignmentExpression" || e.operator !== "=" || !e.left.environment || e.left.object.name !== name)
    return false;
  const simple = e.right.type === "Literal" && !e.right.regex || e.right.type === "Identifier" && !e.right.name.startsWith("$t");
  const property = made.properties.find((p) => p.key.name === e.left.property.name);
  if (!simple || !property || property.value.type !== "UnaryExpression") return false;
  property.value = e.right;
  return true;
}
var newTarget = () => ({ type: "MetaProperty", meta: id("new"), property: id("target") });
function parameterName(param) {
  if (param.type === "AssignmentPattern") return param.left.name;
  return param.type === "RestElement" ? param.argument.name : param.name;
}
function placeEntryPoll(f, body, from, at) {
  let list2 = body;
  let i = from;
  for (; ; ) {
    while (i < list2.length && !hasPoint(list2[i])) i++;
    const s2 = list2[i];
    if (s2?.type !== "IfStatement" || s2.point !== void 0 || list2.slice(i + 1).some((n) => hasPoint(n)))
      break;
    const inThen = hasPoint(s2.consequent);
    if (inThen === hasPoint(s2.alternate) || s2.consequent.type !== "BlockStatement") break;
    list2 = inThen ? s2.consequent.body : s2.alternate.body;
    i = 0;
  }
  const s = list2[i];
  const loop = s?.type === "LabeledStatement" ? s.body : s;
  if (loop && isLoop(loop) && startsWithPoll(loop.body) && !list2.slice(i + 1).some((n) => hasPoint(n)))
    return;
  if (s?.pollOf !== void 0) return;
  list2.splice(Math.min(i, list2.length), 0, f.poll(at));
}
var startsWithPoll = (body) => body.body?.[0]?.pollOf !== void 0;

// migrator/compile/async.ts
function splitAsync(program) {
  let made = 0;
  const list2 = (statements, hasPlace) => {
    const place3 = { statements, at: null, added: /* @__PURE__ */ new Map() };
    for (const s of statements) {
      place3.at = s;
      visit(s, null, hasPlace ? place3 : null);
    }
    if (place3.added.size > 0)
      statements.splice(
        0,
        statements.length,
        ...statements.flatMap((s) => [...place3.added.get(s) ?? [], s])
      );
  };
  const classes = [];
  const bodies = [];
  const members = /* @__PURE__ */ new Map();
  const visit = (node, parent, place3) => {
    if (node.type === "BlockStatement") {
      list2(node.body, true);
      return;
    }
    const around = isClass(node) && node.id ? classAround(node, parent) : null;
    if (around) classes.push(around);
    if (node.type === "ClassBody") bodies.push(node);
    look(node, parent, place3);
    if (node.type === "ClassBody") bodies.pop();
    if (around) classes.pop();
  };
  const look = (node, parent, place3) => {
    if (isFunction(node)) {
      for (const p of node.params) visit(p, node, null);
      list2(node.body.body, true);
      const where = node.async && !node.generator ? placeFor(node, parent, classes) : null;
      if (where === "beside" && place3?.at) {
        const before = place3.added.get(place3.at) ?? [];
        before.push(split(node, `${OURS}a${++made}`, classes));
        place3.added.set(place3.at, before);
      } else if (where === "member") {
        const body = bodies.at(-1);
        const more = members.get(body) ?? [];
        more.push(splitMethod(node, parent, `${OURS}a${++made}`));
        members.set(body, more);
      }
      return;
    }
    const inner = ownsScope(node) ? null : place3;
    for (const key of childKeys(node.type)) {
      const child = node[key];
      if (Array.isArray(child)) {
        for (const c of child) if (c) visit(c, node, inner);
      } else if (child) visit(child, node, inner);
    }
  };
  list2(program.body, true);
  for (const [body, more] of members) body.body.push(...more);
  if (awaitsAtTop(program)) {
    program.generator = true;
    for (const s of program.body) awaitsToYields(s);
  }
}
var ownsScope = (node) => node.type === "SwitchStatement" || node.type === "StaticBlock" || node.type === "CatchClause" || node.type === "ForStatement" && node.init?.type === "VariableDeclaration" || (node.type === "ForOfStatement" || node.type === "ForInStatement") && node.left.type === "VariableDeclaration";
var classAround = (node, parent) => {
  const isHeld = parent?.type === "VariableDeclarator" && parent.id.type === "Identifier";
  return { inner: node.id.name, outer: isHeld ? parent.id.name : null };
};
var hasFinally = (loop) => someOwn(loop.body, (n) => n.type === "TryStatement" && n.finalizer);
function placeFor(fn, parent, classes) {
  if (parent?.type === "PropertyDefinition") return null;
  const isMethod = parent?.type === "MethodDefinition" && parent.kind === "method";
  let can = true;
  let isBound = false;
  const ownName = fn.type === "FunctionExpression" ? fn.id?.name : void 0;
  const look = (node, isOwn) => {
    if (node.type === "Super" && isOwn || node.type === "PrivateIdentifier") isBound = true;
    if (node.type === "MetaProperty" && isOwn) can = false;
    if (node.type === "ForOfStatement" && node.await && isOwn && hasFinally(node)) can = false;
    if (node.type === "Identifier") {
      if (node.name === "eval" || node.name === ownName) can = false;
      if (classes.some(({ inner, outer }) => inner === node.name && outer === null)) isBound = true;
      if (node.name === "arguments" && isOwn && isArrow(fn)) can = false;
    }
    for (const key of childKeys(node.type)) {
      const child = node[key];
      for (const c of Array.isArray(child) ? child : [child])
        if (c) look(c, isOwn && (!isFunction(c) || isArrow(c)) && !isClass(c));
    }
  };
  for (const p of fn.params) look(p, true);
  look(fn.body, true);
  if (!can || isBound && !isMethod) return null;
  return isBound ? "member" : "beside";
}
function split(fn, name, classes) {
  const uses = (test) => {
    let found = false;
    const look = (node) => {
      walk(node, (n) => {
        if (isFunction(n) && !isArrow(n) || isClass(n)) return false;
        if (test(n)) found = true;
        return !found;
      });
    };
    for (const p of fn.params) look(p);
    look(fn.body);
    return found;
  };
  const usesThis = uses((n) => n.type === "ThisExpression");
  const usesArguments = uses((n) => n.type === "Identifier" && n.name === "arguments");
  awaitsToYields(fn.body);
  for (const p of fn.params) awaitsToYields(p);
  for (const part of [...fn.params, fn.body]) renameClasses(part, classes);
  const { loc, range } = fn;
  const generator = {
    type: "FunctionDeclaration",
    id: { ...id(name), range },
    params: fn.params,
    body: fn.body,
    generator: true,
    async: false,
    asyncBody: true,
    displayName: fn.id?.name ?? fn.inferred,
    loc,
    range
  };
  const given = parametersOf(fn.params);
  let start;
  if (usesArguments) start = call(member(id(name), "apply"), [self(), id("arguments")]);
  else if (usesThis) start = call(member(id(name), "call"), [self(), ...given.passed]);
  else start = call(id(name), given.passed);
  const drive = Object.assign(call(member(id("$rt"), "async"), [start]), { loc });
  Object.defineProperty(drive, "drives", { value: generator });
  fn.async = false;
  fn.params = given.params;
  fn.body = Object.assign(block([Object.assign(ret(drive), { loc })]), {
    range: fn.body.range,
    loc: fn.body.loc
  });
  return generator;
}
function splitMethod(fn, method, name) {
  const generator = split(fn, name, []);
  generator.type = "FunctionExpression";
  generator.id = null;
  generator.inferred = null;
  const start = fn.body.body[0].argument.arguments[0];
  const key = { ...id(name), range: fn.range };
  const found = member(self(), name);
  if (start.callee.type === "Identifier") start.callee = found;
  else start.callee.object = found;
  return {
    type: "MethodDefinition",
    key,
    value: generator,
    kind: "method",
    computed: false,
    static: method.static,
    loc: fn.loc,
    range: fn.range
  };
}
function renameClasses(node, classes) {
  walk(node, (n, parent, key) => {
    if (n.type !== "Identifier") return;
    if (parent && !parent.computed && (key === "property" || key === "key" && !parent.shorthand)) return;
    const around = classes.findLast(({ inner }) => inner === n.name);
    if (around?.outer) n.name = around.outer;
  });
}
function parametersOf(params) {
  const plain = params.every((p) => p.type === "Identifier");
  const counted = plain ? params.length : params.findIndex((p) => isOptional(p));
  const names = params.slice(0, counted < 0 ? params.length : counted).map((_, i) => `${OURS}p${i}`);
  const rest = names.length < params.length ? `${OURS}r` : null;
  return {
    params: [
      ...names.map((name) => id(name)),
      ...rest ? [{ type: "RestElement", argument: id(rest) }] : []
    ],
    passed: [
      ...names.map((name) => id(name)),
      ...rest ? [{ type: "SpreadElement", argument: id(rest) }] : []
    ]
  };
}
var isOptional = (p) => p.type === "AssignmentPattern" || p.type === "RestElement";
function awaitsToYields(node) {
  walk(node, (n) => {
    if (n !== node && isFunction(n)) return false;
    if (n.type === "ForOfStatement" && n.await) Object.assign(n, { await: false, awaits: true });
    if (n.type === "AwaitExpression")
      Object.assign(n, { type: "YieldExpression", delegate: false, awaits: true });
    return true;
  });
}
function awaitsAtTop(program) {
  let awaits = false;
  let others = false;
  for (const s of program.body)
    walk(s, (n) => {
      if (isFunction(n)) return false;
      if (n.type === "AwaitExpression") awaits = true;
      if (n.type === "ForOfStatement" && n.await) {
        if (hasFinally(n)) others = true;
        awaits = true;
      }
      return true;
    });
  return awaits && !others;
}

// migrator/compile/normalise.ts
function normalise(program) {
  program.body = program.body.flatMap(moduleStatement);
  walk(program, markInferredNames);
  replaceTopLevelThis(program);
  rewrite(program, rewriteNode);
  splitAsync(program);
  walk(program, (node) => {
    if (isFunction(node)) normaliseFunction(node);
  });
  giveRanges(program, [0, 0]);
}
function giveRanges(node, around) {
  node.range ??= around;
  rewriteShallow(node, (child) => {
    giveRanges(child, node.range);
    return child;
  });
}
function moduleStatement(node) {
  switch (node.type) {
    case "ImportDeclaration":
      return node.specifiers.length === 0 ? [] : [importVariables(node)];
    case "ExportNamedDeclaration":
      return node.declaration ? [node.declaration] : [];
    case "ExportDefaultDeclaration":
      return /Declaration$/.test(node.declaration.type) && node.declaration.id ? [node.declaration] : [statement(node.declaration)];
    case "ExportAllDeclaration":
      return [];
    default:
      return [node];
  }
}
function importVariables(node) {
  const module = node.source.value.replace(/^(?!node:)/, "node:");
  const declaration = declare("const", "", null);
  declaration.loc = node.loc;
  declaration.declarations = node.specifiers.map((specifier) => {
    const name = specifier.type === "ImportNamespaceSpecifier" ? "*" : specifier.type === "ImportDefaultSpecifier" ? "default" : specifier.imported.name ?? specifier.imported.value;
    const namespace = call(id(`${OURS}import`), [literal(module)]);
    return {
      type: "VariableDeclarator",
      id: specifier.local,
      init: name === "*" ? namespace : member(namespace, name),
      imported: { module, name },
      range: node.range
    };
  });
  return declaration;
}
var isAnonymous = (node) => !!node && (isFunction(node) || isClass(node)) && !node.id;
function markInferredNames(node) {
  const infer = (value, name) => {
    if (value && isAnonymous(value)) value.inferred = name.type === "Identifier" ? name.name : null;
  };
  if (isAnonymous(node) && node.inferred === void 0) node.inferred = "";
  if (node.type === "VariableDeclarator") infer(node.init, node.id);
  else if (node.type === "AssignmentExpression" && ["=", "&&=", "||=", "??="].includes(node.operator)) {
    if (node.left.type === "Identifier") infer(node.right, node.left);
  } else if (node.type === "AssignmentPattern" && node.left.type === "Identifier")
    infer(node.right, node.left);
  else if ((node.type === "Property" || node.type === "PropertyDefinition" || node.type === "MethodDefinition") && node.value && isAnonymous(node.value))
    node.value.inferred = null;
}
function replaceTopLevelThis(program) {
  const visit = (node) => {
    if (isFunction(node) && !isArrow(node) || node.type === "ClassBody") return;
    rewriteShallow(node, (child) => {
      if (child.type === "ThisExpression") return undef();
      visit(child);
      return child;
    });
  };
  visit(program);
}
function rewriteShallow(node, change) {
  for (const key of Object.keys(node)) {
    const child = node[key];
    if (Array.isArray(child)) {
      for (let i = 0; i < child.length; i++)
        if (child[i] && typeof child[i].type === "string") child[i] = change(child[i]);
    } else if (child && typeof child.type === "string") node[key] = change(child);
  }
}
var asBlock = (node) => !node || node.type === "BlockStatement" ? node : Object.assign(block([node]), { range: node.range });
function rewriteNode(node, parent, key) {
  if (node.type === "IfStatement") {
    node.consequent = asBlock(node.consequent);
    node.alternate = asBlock(node.alternate);
  } else if (isLoop(node)) {
    node.body = asBlock(node.body);
  } else if (isArrow(node) && node.body.type !== "BlockStatement") {
    node.body = {
      type: "BlockStatement",
      body: [Object.assign(ret(node.body), { loc: node.body.loc })],
      range: node.body.range
    };
    node.expression = false;
  } else if (node.type === "Property" && node.shorthand) {
    node.shorthand = false;
  } else if (node.type === "Property" && node.method && isPlainGenerator(node)) {
    node.method = false;
    node.value.inferred = node.key.name ?? String(node.key.value);
  } else if (node.type === "ClassDeclaration") {
    node.type = "ClassExpression";
    const declaration = declare("let", node.id.name, node);
    declaration.declarations[0].id = { ...node.id };
    declaration.declarations[0].range = node.range;
    return Object.assign(declaration, { loc: node.loc, range: node.range, wasClass: true });
  } else if (node.type === "MetaProperty" && node.meta.name === "import") {
    return id(`${OURS}meta`);
  } else if (parent.type === "PropertyDefinition" && key === "value" && containsFunction(node)) {
    return fieldInitialiser(node, parent);
  }
  return node;
}
var isPlainGenerator = ({ value, computed }) => !computed && value.generator && !value.async && !usesSuper(value);
function containsFunction(node) {
  let found = false;
  walk(node, (n) => {
    if (isFunction(n)) found = true;
    return !found;
  });
  return found;
}
function fieldInitialiser(value, field) {
  if (field.static) return value;
  const takeThis = (node) => rewriteShallow(node, (child) => {
    if (child.type === "ThisExpression") return id(`${OURS}self`);
    if ((!isFunction(child) || isArrow(child)) && child.type !== "ClassBody") takeThis(child);
    return child;
  });
  if (usesSuper(value)) return value;
  const holder = block([ret(value)]);
  takeThis(holder);
  const made = holder.body[0].argument;
  if (isAnonymous(made))
    made.inferred = field.key.type === "Identifier" && !field.computed ? field.key.name : "";
  return call(
    Object.assign(arrow([id(`${OURS}self`)], holder), { inferred: "", range: value.range, loc: value.loc }),
    [self()]
  );
}
var usesSuper = (node) => {
  let found = false;
  walk(node, (n) => {
    if (n.type === "Super") found = true;
    return !found;
  });
  return found;
};
function normaliseFunction(fn) {
  fn.opaque ??= opaqueReason(fn);
  if (fn.opaque) return;
  const moved = fn.params.some((p) => !isSimpleParameter(p));
  if (!moved) return;
  if (fn.generator && !fn.asyncBody) {
    fn.opaque = "a generator whose parameters are computed";
    return;
  }
  if (parametersClash(fn)) {
    fn.opaque = "parameter defaults that share names with the body";
    return;
  }
  const prologue = [];
  fn.params = fn.params.map((param, i) => {
    if (isSimpleParameter(param)) return param;
    const name = `${OURS}p${i}`;
    if (param.type === "RestElement") {
      prologue.push(letPattern(param.argument, id(name)));
      return { type: "RestElement", argument: id(name) };
    }
    if (param.type !== "AssignmentPattern") {
      prologue.push(letPattern(param, id(name)));
      return id(name);
    }
    const isDefault = { type: "BinaryExpression", operator: "===", left: id(name), right: id(`${OURS}D`) };
    prologue.push(
      letPattern(param.left, {
        type: "ConditionalExpression",
        test: isDefault,
        consequent: param.right,
        alternate: id(name),
        loc: param.right.loc
      })
    );
    return { type: "AssignmentPattern", left: id(name), right: id(`${OURS}D`) };
  });
  const start = fn.body.range[0];
  for (const node of prologue) node.declarations[0].range = [start, start];
  fn.body.body.unshift(...prologue);
}
function letPattern(pattern, init) {
  const declaration = declare("let", "", init);
  declaration.declarations[0].id = pattern;
  return declaration;
}
var isSimpleParameter = (param) => param.type === "Identifier" || param.type === "RestElement" && param.argument.type === "Identifier" || param.type === "AssignmentPattern" && param.left.type === "Identifier" && param.right.type === "Literal" && !param.right.regex;
function parametersClash(fn) {
  const declared = /* @__PURE__ */ new Set();
  const names = (pattern) => walk(pattern, (n) => void (n.type === "Identifier" && declared.add(n.name)));
  for (const s of fn.body.body)
    if (s.type === "FunctionDeclaration" || s.type === "ClassDeclaration") declared.add(s.id.name);
  walkOwn(fn.body, (n) => {
    if (n.type === "VariableDeclarator") names(n.id);
  });
  let clash = false;
  for (const param of fn.params)
    walk(param, (n) => void (n.type === "Identifier" && declared.has(n.name) && (clash = true)));
  return clash;
}
function opaqueReason(fn) {
  if (fn.async) return fn.generator ? "an async generator" : "an async function";
  let reason = null;
  walk(fn.body, (n) => {
    if (n.type === "CallExpression" && n.callee.type === "Identifier" && n.callee.name === "eval")
      reason = "a direct eval";
  });
  return reason;
}
var declaratorAssignment = (declarator) => Object.assign(assign(declarator.id, declarator.init), { loc: declarator.loc });

// migrator/compile/module.ts
function splitModule(program) {
  const parts = { constants: [], variables: [], main: [] };
  const isConstant = (name) => {
    const b = program.bindingOf.get(name);
    return !!b && isScriptConstant(b, program);
  };
  for (const b of program.bindings)
    if (b.module && !isScriptConstant(b, program)) parts.variables.push(b.name);
  for (const s of program.root.body) {
    if (s.type === "FunctionDeclaration" && isConstant(s.id)) parts.constants.push(functionConstant(s));
    else if (s.type === "VariableDeclaration") splitDeclaration(s, isConstant, parts, program);
    else parts.main.push(s);
  }
  return parts;
}
function functionConstant(s) {
  const name = s.id;
  s.declaredAs = name;
  const original = s.id.original ?? s.id.name;
  s.type = "FunctionExpression";
  s.inferred = original;
  s.id = null;
  return Object.assign(declare("const", name.name, s), { loc: s.loc });
}
function splitDeclaration(s, isConstant, parts, program) {
  const main = program.units[0];
  for (const d of s.declarations) {
    if (d.id.type === "Identifier" && isConstant(d.id))
      parts.constants.push({ ...s, kind: "const", declarations: [d] });
    else if (main.opaque && declaresModule(d.id, program)) {
      if (d.init) parts.main.push(Object.assign(statement(declaratorAssignment(d)), { loc: s.loc }));
    } else parts.main.push({ ...s, declarations: [d] });
  }
}
function declaresModule(pattern, program) {
  const binding = program.bindingOf.get(pattern);
  if (binding) return binding.module;
  const parts = pattern.type === "ObjectPattern" ? pattern.properties.map((p) => p.type === "RestElement" ? p.argument : p.value) : pattern.type === "ArrayPattern" ? pattern.elements : pattern.type === "AssignmentPattern" ? [pattern.left] : pattern.type === "RestElement" ? [pattern.argument] : [];
  return parts.some((p) => p && declaresModule(p, program));
}
function codeScript(program, parts, mainBody, entryUrl) {
  const main = program.units[0];
  const body = [statement(literal("use strict"))];
  const path = decodeURIComponent(entryUrl.slice("file://".length));
  body.push(
    declare(
      "const",
      "$meta",
      object([
        ["url", literal(entryUrl)],
        ["filename", literal(path)],
        ["dirname", literal(path.slice(0, path.lastIndexOf("/")) || "/")]
      ])
    )
  );
  for (const name of parts.variables) body.push(declare("let", name, null));
  body.push(...parts.constants);
  body.push(
    declare("const", "$main", {
      type: "FunctionExpression",
      id: null,
      params: [],
      body: block(mainBody),
      async: main.opaque !== null,
      generator: main.opaque === null && isGenerator(main),
      inferred: "$main"
    })
  );
  const once = program.units.filter((u) => u.once).map((u) => [
    String(u.id),
    id(constantName(program, (init) => program.unitOf.get(init) === u, u.node))
  ]);
  const classes = program.classes.filter((c) => c.once).map((c) => [
    String(c.id),
    id(constantName(program, (init) => init.classUnit === c, c.node))
  ]);
  const numeric = (entries) => ({
    ...object(entries),
    properties: entries.map(([key, value2]) => ({
      type: "Property",
      key: literal(Number(key)),
      value: value2,
      kind: "init",
      method: false,
      shorthand: false,
      computed: false
    }))
  });
  const value = id("$v");
  const setters = parts.variables.map((name, i) => statement(assign(id(name), index(value, literal(i)))));
  const link = object([
    ["main", id("$main")],
    ["functions", numeric(once)],
    ["classes", numeric(classes)],
    [
      "get",
      { type: "ArrowFunctionExpression", params: [], body: array(parts.variables.map(id)), expression: true }
    ],
    ["set", { type: "ArrowFunctionExpression", params: [value], body: block(setters), expression: false }]
  ]);
  body.push(statement(call(id("$link"), [link])));
  return { type: "Program", body, sourceType: "script" };
}
function constantName(program, holds, node) {
  const binding = program.bindings.find(
    (b) => b.module && (b.declarator?.init && holds(b.declarator.init) || b.kind === "function" && b.definitions.some((d) => d === node.declaredAs))
  );
  return binding.name;
}

// migrator/compile/notes.ts
var NATIVE = "runs on V8's own promises, which cannot be moved yet: from its first call on, the task stays where it is";
var PINS = {
  "an async function": `an async function with super, a #private name, for await, or a name of its own that it uses: ${NATIVE}`,
  "an async generator": `an async generator: ${NATIVE}`,
  "top-level await": `for await at the top level: ${NATIVE}`
};
var HOLDS = {
  "a generator whose parameters are computed": "a generator whose parameters are computed at the call: the task stays while such a generator is alive",
  "a direct eval": "a direct eval sees all variables around it: the task stays while this function runs",
  "a field initialiser": "",
  "a static block": ""
};
function notesOf(program, positions) {
  return program.units.flatMap((unit) => note(unit, positions));
}
function note(unit, positions) {
  if (!unit.opaque) return [];
  const pins = PINS[unit.opaque];
  const holds = HOLDS[unit.opaque] ?? (unit.opaque.startsWith("made inside") ? "" : `${unit.opaque}: the task stays while this function runs`);
  const reason = pins ?? holds;
  if (!reason) return [];
  const start = unit.node.loc?.start ?? { line: 1, column: 0 };
  const { source, line, column } = positions.original(start.line, start.column);
  return [{ kind: pins ? "pins" : "holds", reason, source, line, column }];
}

// migrator/compile/opaque-generators.ts
function answerForOpaque(program) {
  for (const unit of program.units) {
    if (!isGenerator(unit) || !unit.opaque) continue;
    const { body } = unit.node;
    const inner = /* @__PURE__ */ new Map();
    rewrite(body, (n) => isFunction(n) ? hide(n, inner) : n);
    rewrite(body, (n) => {
      if (n.type !== "YieldExpression" || n.guarded) return n;
      const method = n.delegate ? "delegated" : "yielded";
      const argument = call(member(id("$rt"), method), n.argument ? [n.argument] : []);
      return { ...n, argument, delegate: true, guarded: true };
    });
    rewrite(body, (n) => inner.get(n) ?? n);
    body.body.unshift(waiting());
  }
}
function hide(fn, inner) {
  const stand = { type: "Hidden" };
  inner.set(stand, fn);
  return stand;
}
var waiting = () => ({
  type: "WhileStatement",
  test: {
    type: "LogicalExpression",
    operator: "&&",
    left: binary("!==", member(id("$SIG"), "mode"), literal(0)),
    right: call(member(id("$SIG"), "foreign"))
  },
  body: {
    type: "ExpressionStatement",
    expression: { type: "YieldExpression", argument: id("$SIG"), delegate: false }
  }
});

// migrator/compile/parse.ts
import { Parser } from "acorn";
var OPTIONS = {
  ecmaVersion: "latest",
  sourceType: "module",
  locations: true,
  ranges: true,
  allowHashBang: true
};
function parse(code) {
  try {
    return Parser.parse(code, OPTIONS);
  } catch (error) {
    throw new OmosixError("ECOMPILE", error.message);
  }
}

// migrator/compile/positions.ts
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
var Positions = class {
  sources;
  map;
  constructor(sourceMap, base2) {
    this.map = new TraceMap(sourceMap);
    this.sources = this.map.sources.map((path, i) => ({
      path: absolute(base2, path ?? ""),
      text: this.map.sourcesContent?.[i] ?? ""
    }));
  }
  /** Of a position in the bundle; line 0 is code of ours. */
  original(line, column) {
    if (line < 1) return { source: 0, line: 0, column: 0 };
    const at = originalPositionFor(this.map, { line, column });
    if (at.source === null) return { source: 0, line: 0, column: 0 };
    return { source: this.map.sources.indexOf(at.source), line: at.line, column: at.column };
  }
  /** The first mapping of each generated position, where it names a line of the user's. */
  lineMap(mappings) {
    const flat = [];
    let last = "";
    for (const m of mappings) {
      const { source, line, column } = this.original(m.sourceLine, m.sourceColumn);
      const key = `${m.line}:${m.column}`;
      if (line === 0 || key === last) continue;
      last = key;
      flat.push(m.line, m.column, source, line, column);
    }
    return flat;
  }
};

// migrator/compile/print.ts
import * as astring from "astring";
var { EXPRESSIONS_PRECEDENCE, NEEDS_PARENTHESES } = astring;
var { GENERATOR, generate } = astring;
var MARK = "/*@*/";
var RESERVED_WORDS = new Set(
  "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return switch this throw true try typeof var void while with".split(
    " "
  )
);
var base = GENERATOR;
var printer = {
  ...base,
  CallExpression(node, state) {
    const { callee } = node;
    let marked = node.marked === true;
    const mark = () => {
      if (marked) state.write(MARK);
      marked = false;
    };
    if (callee.environment) {
      state.write("(0, ");
      this.MemberExpression(callee, state);
      state.write(")");
    } else if (callee.type === "Identifier" || callee.type === "Super") {
      mark();
      this[callee.type](callee, state);
    } else if (callee.type === "MemberExpression" && !callee.computed && callee.property.type === "Identifier" && !RESERVED_WORDS.has(callee.property.name)) {
      operand(this, callee.object, state, "MemberExpression");
      state.write(".");
      mark();
      this[callee.property.type](callee.property, state);
    } else operand(this, callee, state, "CallExpression");
    mark();
    list(this, node.arguments, state);
  },
  NewExpression(node, state) {
    if (node.marked) state.write(MARK);
    state.write("new", node);
    state.write(" ");
    const precedence = EXPRESSIONS_PRECEDENCE[node.callee.type];
    if (precedence === NEEDS_PARENTHESES || precedence < EXPRESSIONS_PRECEDENCE.CallExpression || hasCall(node.callee)) {
      state.write("(");
      this[node.callee.type](node.callee, state);
      state.write(")");
    } else this[node.callee.type](node.callee, state);
    list(this, node.arguments, state);
  },
  TaggedTemplateExpression(node, state) {
    if (!node.tag.environment) {
      base.TaggedTemplateExpression.call(this, node, state);
      return;
    }
    state.write("(0, ");
    this.MemberExpression(node.tag, state);
    state.write(")");
    this.TemplateLiteral(node.quasi, state);
  },
  ObjectExpression(node, state) {
    if (node.multiline || node.properties.some((p) => p.value && isFunction(p.value))) {
      base.ObjectExpression.call(this, node, state);
      return;
    }
    state.write("{");
    node.properties.forEach((p, i) => {
      if (i > 0) state.write(", ");
      this[p.type](p, state);
    });
    state.write("}");
  },
  IfStatement(node, state) {
    if (node.inGenerator) generatorPoint(this, node, state);
    else base.IfStatement.call(this, node, state);
  },
  Literal(node, state) {
    const continued = typeof node.value === "string" && /[\n\r\u2028\u2029]/.test(node.raw ?? "");
    base.Literal.call(this, continued ? { ...node, raw: JSON.stringify(node.value) } : node, state);
  }
};
function generatorPoint(p, node, state) {
  const { left } = node.test;
  const write = (part) => {
    if (typeof part === "string") state.write(part);
    else p[part.type](part, state);
  };
  const name = left.type === "AssignmentExpression" ? left.left.name : null;
  const asked2 = left.type === "AssignmentExpression" ? left.right : left;
  const save = node.consequent.argument;
  const tell = { ...save, callee: { ...save.callee, property: { type: "Identifier", name: "tell" } } };
  const print2 = (...parts) => parts.forEach(write);
  if (node.inGenerator === "start") {
    if (node.resumed) print2("do yield $SIG; while ($SIG.mode !== 0 && ", tell, ");");
    else print2("while ($SIG.mode !== 0 && ", tell, ") yield $SIG;");
  } else if (node.inGenerator === "yield") {
    const first = node.resumed ? "yield $SIG" : asked2;
    print2(`for (${name} = `, first, `; ${name} === $SIG; ${name} = yield $SIG) `, tell, ";");
  } else {
    const target = name === null ? "" : `${name} = `;
    if (!node.resumed) print2(`if ((${target}`, asked2, ") === $SIG) ");
    print2("do while ((yield $SIG) === $SIG) ", tell, `; while ((${target}$SIG.${MARK}next()) === $SIG);`);
  }
}
function operand(p, node, state, as) {
  const precedence = EXPRESSIONS_PRECEDENCE[node.type];
  const parens = precedence === NEEDS_PARENTHESES || precedence < EXPRESSIONS_PRECEDENCE[as] || isNumber2(node);
  if (parens) state.write("(");
  p[node.type](node, state);
  if (parens) state.write(")");
}
var isNumber2 = (node) => node.type === "Literal" && typeof node.value === "number";
function list(p, nodes, state) {
  state.write("(");
  nodes.forEach((node, i) => {
    if (i > 0) state.write(", ");
    p[node.type](node, state);
  });
  state.write(")");
}
function hasCall(node) {
  for (let n = node; n; n = n.type === "MemberExpression" ? n.object : void 0)
    if (n.type === "CallExpression") return true;
  return false;
}
function print(program, mappings) {
  const add = (m) => void mappings?.push({
    line: m.generated.line,
    column: m.generated.column,
    sourceLine: m.original.line,
    sourceColumn: m.original.column
  });
  const sourceMap = mappings ? { addMapping: add } : void 0;
  return generate(program, { generator: printer, indent: " ", sourceMap });
}

// migrator/compile/tree.ts
var LEFT_OUT = /* @__PURE__ */ new Set([
  "loc",
  "range",
  "start",
  "end",
  "classUnit",
  "suspends",
  "short",
  "sourceText",
  "named",
  "imported",
  "original",
  "declaredAs"
]);
function treeOf(unit, lowered) {
  if (!lowered || lowered.points.length === 0) return "";
  const tree = {
    kind: unit.kind,
    generator: isGenerator(unit),
    params: lowered.params,
    locals: lowered.locals,
    body: lowered.body,
    class: unit.class ? { id: unit.class.id, static: unit.method?.static === true } : null
  };
  return JSON.stringify(tree, (key, value) => {
    if (LEFT_OUT.has(key)) return void 0;
    if (key === "environment") return value ? true : void 0;
    if (key === "privateOf") return value?.id;
    if (typeof value === "bigint" || value instanceof RegExp) return null;
    return value;
  });
}

// migrator/compile/index.ts
async function compileProgram(file) {
  const bundled = await bundle(file);
  return { image: compileBundle(bundled, file), inputs: bundled.inputs };
}
function compileBundle(bundled, entry2) {
  const positions = new Positions(bundled.map, entry2.slice(0, entry2.lastIndexOf("/")) || "/");
  const root2 = withPrelude(parse(bundled.code), bundled.code);
  normalise(root2);
  const program = findUnits(root2, RESERVED);
  markForOfSources(root2, bundled.code);
  const captures = analyseCaptures(program);
  const calls = analyseCalls(program);
  const facts = {
    program,
    captures,
    entryPoll: calls.entryPoll,
    unstableMethods: unstableMethods(root2)
  };
  answerForOpaque(program);
  const parts = splitModule(program);
  const main = program.units[0];
  const lowered = /* @__PURE__ */ new Map();
  for (const unit of program.units) {
    if (unit.opaque) continue;
    lowered.set(unit, lowerUnit(facts, unit, unit === main ? parts.main : unit.node.body.body));
  }
  const names = /* @__PURE__ */ new Map();
  for (const [unit, result] of lowered) names.set(unit, saveLive(result, program, captures));
  for (const [unit, result] of lowered) if (unit !== main) unit.node.body = block(withLocals(result));
  const mainBody = lowered.has(main) ? withLocals(lowered.get(main)) : parts.main;
  const code = codeScript(program, parts, mainBody, `file://${encodeURI(entry2)}`);
  describeUnits(program, captures, code);
  nameFunctions(code);
  const codeMappings = [];
  const codeText = print(code, codeMappings);
  const factoriesScript = { type: "Program", body: [factories(program, captures)], sourceType: "script" };
  nameFunctions(factoriesScript);
  const factoriesMappings = [];
  const factoriesText = `"use strict";
${print(factoriesScript)}`;
  print(factoriesScript, factoriesMappings);
  for (const m of factoriesMappings) m.line++;
  return {
    version: PROGRAM_VERSION,
    entry: entry2,
    code: codeText,
    factories: factoriesText,
    functions: program.units.map(
      (unit) => functionInfo(unit, lowered.get(unit), names.get(unit) ?? [], positions)
    ),
    classes: program.classes.map((cls) => {
      const at = place2(cls.node, positions);
      const global = cls.once ? constantName(program, (init) => init.classUnit === cls, cls.node) : null;
      const hasPrivateNames = cls.node.body.body.some((m) => m.key?.type === "PrivateIdentifier");
      return { id: cls.id, name: cls.name, source: at.source, line: at.line, global, hasPrivateNames };
    }),
    trees: program.units.map((unit) => treeOf(unit, lowered.get(unit))),
    sources: positions.sources,
    codeMap: positions.lineMap(codeMappings),
    factoriesMap: positions.lineMap(factoriesMappings),
    modules: [...new Set(program.bindings.flatMap((b) => b.imported ? [b.imported.module] : []))],
    notes: notesOf(program, positions)
  };
}
function withPrelude(root2, code) {
  const prelude = parse(preludeFor(code));
  walk(prelude, (n) => {
    n.loc = void 0;
    if (n.type === "Identifier" && n.name.startsWith("$")) n.name = n.name.replace("$", OURS);
  });
  root2.body.unshift(...prelude.body);
  return root2;
}
function markForOfSources(root2, code) {
  walk(root2, (n) => {
    if (n.type === "ForOfStatement" && n.right.range)
      n.sourceText = code.slice(...n.right.range).slice(0, 80);
  });
}
function unstableMethods(root2) {
  const found = /* @__PURE__ */ new Set();
  walk(root2, (n) => {
    const target = n.type === "AssignmentExpression" ? n.left : n.type === "UpdateExpression" || n.type === "UnaryExpression" && n.operator === "delete" ? n.argument : null;
    if (target?.type === "MemberExpression" && !target.computed && !target.environment)
      found.add(target.property.name);
    if ((n.type === "MethodDefinition" || n.type === "Property") && n.kind === "get" && !n.computed)
      found.add(String(n.key.name ?? n.key.value));
  });
  return found;
}
var withLocals = (result) => [
  ...result.locals.length > 0 ? [declareAll(result.locals)] : [],
  ...result.body
];
function declareAll(names) {
  const declaration = declare("let", "", null);
  declaration.declarations = names.map((name) => ({
    type: "VariableDeclarator",
    id: { type: "Identifier", name },
    init: null
  }));
  return declaration;
}
var place2 = (node, positions) => positions.original(node.loc?.start.line ?? 0, node.loc?.start.column ?? 0);
function functionInfo(unit, lowered, names, positions) {
  const at = place2(unit.node, positions);
  return {
    id: unit.id,
    name: unit.name,
    source: at.source,
    line: at.line,
    kind: unit.opaque ? "opaque" : unit.kind === "initialiser" ? "opaque" : unit.kind,
    opaque: unit.opaque,
    points: (lowered?.points ?? []).map((point, pc) => {
      const { line, column } = positions.original(point.line, point.column);
      return { live: names[pc], line, column, kind: point.kind };
    })
  };
}

// test/host/support/world.ts
var root = fileURLToPath(new URL("../../..", "file:///tmp/lead/w/lead/test/host/support/world.ts"));
var programs = fileURLToPath(new URL("../programs", "file:///tmp/lead/w/lead/test/host/support/world.ts"));
var HostWorld = class {
  directory = mkdtempSync(join(tmpdir(), "omosix-host-"));
  plans = 0;
  async build() {
    const common = { absWorkingDir: root, bundle: true, platform: "node", target: "node20" };
    await build2({
      ...common,
      entryPoints: ["migrator/host/main.ts"],
      outfile: this.file("host.cjs"),
      format: "cjs"
    });
    await build2({
      ...common,
      entryPoints: ["test/host/support/runner.ts"],
      outfile: this.file("runner.mjs"),
      format: "esm"
    });
  }
  file(name) {
    return join(this.directory, name);
  }
  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
  /** Starts a program of ./programs (or a path, or a text) under the real host. */
  async start(program, plan = {}, stdin = "/dev/null") {
    const file = this.source(program);
    const { image } = await compileProgram(file);
    const imageFile = this.file(`image-${++this.plans}.json`);
    const planFile = this.file(`plan-${this.plans}.json`);
    writeFileSync(imageFile, JSON.stringify(image));
    const whole = {
      hostScript: this.file("host.cjs"),
      image: imageFile,
      file,
      args: [],
      everyMs: null,
      moves: 0,
      resume: false,
      ...plan
    };
    writeFileSync(planFile, JSON.stringify(whole));
    const input = stdin === "pipe" ? "pipe" : openSync(stdin, "r");
    const child = spawn(process.execPath, [this.file("runner.mjs"), planFile], {
      stdio: [input, "pipe", "pipe", "pipe"]
    });
    return watch(child);
  }
  /** The same under plain node: types stripped, nothing else. */
  plain(program, stdin = "/dev/null") {
    const out = this.file(`plain-${++this.plans}.mjs`);
    buildSync({
      entryPoints: [this.source(program)],
      outfile: out,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error"
    });
    const { stdout, stderr, status } = spawnSync(process.execPath, [out], {
      stdio: [openSync(stdin, "r"), "pipe", "pipe"],
      encoding: "utf8"
    });
    return { stdout, stderr, code: status };
  }
  source(program) {
    if (program.startsWith("/")) return program;
    if (!program.includes("\n")) return join(programs, `${program}.ts`);
    const file = this.file(`program-${++this.plans}.ts`);
    writeFileSync(file, program);
    return file;
  }
};
function watch(child) {
  const events = [];
  const waiting2 = [];
  const out = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => {
      out[name] += text;
    });
  }
  let rest = "";
  child.stdio[3].setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines) events.push(JSON.parse(line));
    for (const wait of waiting2.splice(0)) {
      if (events.filter(({ op }) => op === wait.op).length >= wait.count) wait.done();
      else waiting2.push(wait);
    }
  });
  const ended = new Promise((resolve2) => child.once("close", (code) => resolve2({ ...out, code })));
  return {
    child,
    stdin: child.stdin,
    events,
    until: (op, count = 1) => new Promise((resolve2, reject) => {
      if (events.filter((event) => event.op === op).length >= count) return resolve2();
      waiting2.push({ op, count, done: resolve2 });
      void ended.then(
        ({ stderr }) => reject(new Error(`ended before '${op}' ${count}: ${JSON.stringify(events)} ${stderr}`))
      );
    }),
    ended
  };
}

// test/engine/scatter.ts
function randomFrom(seed2) {
  let state = seed2 >>> 0;
  return () => {
    state = state + 1831565813 >>> 0;
    let t = state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}
var SCALES = [1, 4, 20, 100, 1e3, 2e4];
function scatter(random, hops) {
  return Array.from(
    { length: hops },
    () => Math.floor(random() * SCALES[Math.floor(random() * SCALES.length)])
  );
}

// test/engine/torture.ts
var { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hops: { type: "string", default: "4" },
    rounds: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 1e6) },
    "in-place": { type: "boolean", default: false }
  }
});
var world = new HostWorld();
var seed = Number(values.seed);
var failures = 0;
var moves = 0;
async function tortured(file, afterPolls) {
  const running = await world.start(file, {
    afterPolls,
    moves: afterPolls.length,
    resume: values["in-place"]
  });
  const outcome = await running.ended;
  const held = running.events.filter((e) => e.op === "refused" || e.op === "failed" || e.op === "lost").map((e) => JSON.stringify(e));
  return { outcome, moved: running.events.filter((e) => e.op === "moved").length, held };
}
async function torture(file, round) {
  const plain = world.plain(file);
  const random = randomFrom(seed + round * 7919 + file.length);
  const afterPolls = scatter(random, Number(values.hops));
  const { outcome, moved, held } = await tortured(file, afterPolls);
  moves += moved;
  const same = outcome.stdout === plain.stdout && outcome.code === plain.code && held.length === 0;
  console.log(
    `${same ? "ok  " : "FAIL"} ${basename(file).padEnd(34)} ${moved} moves after polls ${afterPolls.join(" ")}`
  );
  if (same) return;
  failures++;
  const expected = plain.stdout.split("\n");
  const got = outcome.stdout.split("\n");
  const line = expected.findIndex((text, i) => text !== got[i]);
  if (line >= 0)
    console.log(
      `     line ${line + 1}
       expected ${expected[line]?.slice(0, 120)}
       got      ${got[line]?.slice(0, 120)}`
    );
  if (outcome.code !== plain.code) console.log(`     exit code ${outcome.code}, expected ${plain.code}`);
  for (const text of [...held, ...outcome.stderr.split("\n").slice(0, 6)])
    if (text) console.log(`     ${text.slice(0, 200)}`);
}
try {
  console.log(`seed ${seed}`);
  await world.build();
  for (let round = 0; round < Number(values.rounds); round++)
    for (const file of positionals) await torture(resolve(file), round);
  console.log(`${failures} failures, ${moves} moves; repeat with --seed ${seed}`);
} finally {
  world.remove();
}
process.exitCode = failures > 0 ? 1 : 0;
