import { Linter } from 'eslint';

const linter = new Linter();
const text = 'var a = 1; if (a == 2) { undefinedThing(); }\nfunction f(x, y) { return x }\nlet b = function () { debugger };\nfor (;;) { }\n';
const messages = linter.verify(text, { rules: { eqeqeq: 2, 'no-undef': 2, 'no-unused-vars': 1, 'no-debugger': 2, 'prefer-const': 1, 'no-empty': 1, semi: 2, 'no-var': 1 } });
for (const { line, column, ruleId, message } of messages) console.log(`${line}:${column} ${ruleId} ${message}`);
