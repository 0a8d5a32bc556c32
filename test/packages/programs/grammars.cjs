const nearley = require('nearley');
const peggy = require('peggy');

const parser = peggy.generate(`
  Sum = head:Product tail:(_ [+-] _ Product)* { return tail.reduce((a, [, op, , b]) => (op === '+' ? a + b : a - b), head); }
  Product = head:Value tail:(_ [*/] _ Value)* { return tail.reduce((a, [, op, , b]) => (op === '*' ? a * b : a / b), head); }
  Value = [0-9]+ { return Number(text()); } / '(' @Sum ')'
  _ = ' '*
`);
for (const text of ['1 + 2 * 3', '(1 + 2) * (3 - 4) / 5', '1 +']) {
  try {
    console.log(parser.parse(text));
  } catch ({ message, location }) {
    console.log(message, location.start.offset);
  }
}
const { Rule } = Object.assign(() => {}, nearley);
const grammar = new nearley.Grammar([new Rule('S', ['S', 'S'], (d) => d), new Rule('S', [{ literal: 'a' }], () => 1)], 'S');
const early = new nearley.Parser(grammar);
early.feed('aaaaaa');
console.log(early.results.length, JSON.stringify(early.results[0]));
