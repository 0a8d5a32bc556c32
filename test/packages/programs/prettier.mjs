import * as prettier from 'prettier/standalone';
import * as babel from 'prettier/plugins/babel';
import * as estree from 'prettier/plugins/estree';

const text = 'const a=[1,2,3].map(x=>({x,y:x**2,...z}));async function f(){for await(const q of g())await h(q)}\nclass A extends B{#p=1;static{this.q=()=>{}}get r(){return this.#p}}';
console.log(await prettier.format(text, { parser: 'babel', plugins: [babel, estree.default ?? estree] }));
