/*---
negative:
  phase: parse
  type: SyntaxError
flags: [onlyStrict]
---*/
let let = 1;
