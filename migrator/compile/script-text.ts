/**
 * The text of a script as an indirect `eval` runs it (ECMA-262 19.2.1.1, 19.2.1.3), made a function that runs it and returns its
 * completion value.
 *
 *     var a = 1; function f() {}      $rt.globalVariable('a'); $rt.globalFunction('f', function () {}); a = 1;
 *     1; if (c) { 2; }                let $c; $c = 1; $c = void 0; if (c) { $c = 2; } return $c;
 *
 * Variables of sloppy code are properties of the global object, which code that is compiled finds there under their names; those of strict
 * code are its own.
 */
import {
  block,
  call,
  declare,
  id,
  isFunction,
  literal,
  member,
  type Node,
  OURS,
  replaceChildren,
  ret,
  sequence,
  statement,
  undef,
  walk,
} from './ast.ts';
import { isAnonymous } from './inferred-names.ts';
import { namesIn } from './link/exports.ts';

/** @returns undefined where V8's own `eval` is to run it */
export function scriptAsFunction(script: Node): Node | undefined {
  const { body, range, loc } = script;
  const directives = body.filter((s: Node) => typeof s.directive === 'string');
  const statements = body.slice(directives.length);
  const globals = directives.some((s: Node) => s.directive === 'use strict') ? [] : toGlobals(statements);
  if (!globals) return undefined;
  const rest = statements.filter((s: Node) => s.type !== 'EmptyStatement');
  const made = block([
    ...directives,
    ...globals.map((each) => placed(each, script)),
    placed({ ...declare('let', COMPLETION, null), kind: 'var' }, script),
    ...completing(rest),
    placed(ret(id(COMPLETION)), script),
  ]);
  return {
    type: 'FunctionExpression',
    id: null,
    params: [],
    body: Object.assign(made, { range, loc }),
    generator: false,
    async: false,
    range,
    loc,
  };
}

const COMPLETION = `${OURS}c`;
const rt = (method: string, args: Node[]): Node => statement(call(member(id(`${OURS}rt`), method), args));
const at = (made: Node, { range, loc }: Node): Node => Object.assign(made, { range, loc });
const assigned = (left: Node, right: Node, place: Node): Node =>
  placed({ type: 'AssignmentExpression', operator: '=', left, right }, place);

/** In a sequence it gets no name from the variable. */
const noted = (value: Node): Node =>
  assigned(id(COMPLETION), isAnonymous(value) ? sequence([literal(0), value]) : value, value);

/** What is new in it stands where `place` does: scope analysis asks. */
function placed(made: Node, place: Node): Node {
  walk(made, (node) => {
    if (node.range) return false;
    at(node, place);
  });
  return made;
}

/** Takes the declarations out that make properties of the global object. @returns what makes them; undefined for what is not told in full */
function toGlobals(statements: Node[]): Node[] | undefined {
  const names = new Set<string>();
  const functions = new Map<string, Node>();
  let isKnown = true;
  const visit = (node: Node, holder: Node | null): Node => {
    if (node.type === 'FunctionDeclaration') {
      // In a block it is a variable of the block and, at times, one around it (B.3.3.3).
      if (holder) isKnown = false;
      functions.set(node.id.name, node);
      return at({ type: 'EmptyStatement' }, node);
    }
    if (isFunction(node) || /^Class/.test(node.type)) return node;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') return variables(node, holder);
    replaceChildren(node, (child) => visit(child, node));
    return node;
  };
  const variables = (node: Node, holder: Node | null): Node => {
    const { declarations } = node;
    for (const { id: target } of declarations) for (const name of namesIn(target)) names.add(name);
    const isHead = holder && /^For/.test(holder.type) && holder.body !== node;
    if (isHead && holder.type !== 'ForStatement') {
      if (declarations[0].init) isKnown = false;
      return declarations[0].id;
    }
    const made = declarations
      .filter((each: Node) => each.init)
      .map((each: Node) => assigned(each.id, each.init, each));
    if (made.length === 0) return at(isHead ? undef() : { type: 'EmptyStatement' }, node);
    const all = made.length === 1 ? made[0] : at({ type: 'SequenceExpression', expressions: made }, node);
    // A declaration has no value of its own.
    return isHead ? all : at(Object.assign(statement(all), { isDeclaration: true }), node);
  };
  for (let i = 0; i < statements.length; i++) statements[i] = visit(statements[i]!, null);
  if (!isKnown) return undefined;
  return [
    ...[...functions].map(([name, fn]) =>
      at(
        rt('globalFunction', [
          literal(name),
          { ...fn, type: 'FunctionExpression', id: null, inferred: name },
        ]),
        fn,
      ),
    ),
    ...[...names].filter((name) => !functions.has(name)).map((name) => rt('globalVariable', [literal(name)])),
  ];
}

/** Statements that note their completion value; a compound one has none until a statement in it has (ECMA-262 UpdateEmpty). */
function completing(statements: Node[]): Node[] {
  return statements.flatMap((node) => {
    if (node.type === 'ExpressionStatement') {
      if (!node.isDeclaration) node.expression = noted(node.expression);
      return [node];
    }
    if (node.type === 'BlockStatement') return [inside(node)];
    if (!/^(If|For|While|DoWhile|Switch|Try|With|Labeled)/.test(node.type)) return [node];
    return [placed(statement(assigned(id(COMPLETION), undef(), node)), node), inside(node)];
  });
}

function inside(node: Node): Node {
  switch (node.type) {
    case 'BlockStatement':
      node.body = completing(node.body);
      break;
    case 'IfStatement':
      node.consequent = oneOf(node.consequent);
      if (node.alternate) node.alternate = oneOf(node.alternate);
      break;
    case 'SwitchStatement':
      for (const each of node.cases) each.consequent = completing(each.consequent);
      break;
    case 'TryStatement':
      // What `finally` gives does not count.
      inside(node.block);
      if (node.handler) inside(node.handler.body);
      break;
    case 'LabeledStatement':
      node.body = node.body.type === 'ExpressionStatement' ? oneOf(node.body) : inside(node.body);
      break;
    default:
      if (node.body) node.body = oneOf(node.body);
  }
  return node;
}

const oneOf = (node: Node): Node => {
  const made = completing([node]);
  return made.length === 1 ? made[0]! : at(block(made), node);
};
