import { all, create } from 'mathjs';

const math = create(all, { number: 'BigNumber', precision: 50 });
console.log(math.evaluate('sqrt(2) + pi').toString(), math.evaluate('det([1,2;3,4])').toString());
console.log(math.simplify('2x + 3x + 0').toString(), math.derivative('x^3 + sin(x)', 'x').toString());
const parser = math.parser();
parser.evaluate('f(n) = n < 2 ? n : f(n-1) + f(n-2)');
console.log(parser.evaluate('f(12)').toString(), math.evaluate('5 cm + 2 inch').toString());
