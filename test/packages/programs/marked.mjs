import { marked } from 'marked';

const text = ['# Title', '', 'Some *text* with **bold** and `code`.', '', '| a | b |', '|---|---|', '| 1 | 2 |', '', '```js', 'let x = 1 < 2;', '```', '', '1. one', '2. two', '   - nested', '', '> quote [link](http://x.y)'].join('\n');
console.log(marked.parse(text.repeat(3)));
