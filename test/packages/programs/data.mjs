import { parse } from 'csv-parse/sync';
import * as yaml from 'js-yaml';
import { parseStringPromise } from 'xml2js';

const csv = Array.from({ length: 40 }, (_, i) => `${i},"name, ""${i}""",${i / 4}`).join('\n');
console.log(parse(`id,name,value\n${csv}`, { columns: true, cast: true }).slice(-2));
const document = yaml.load('a: &x [1, 2]\nb: *x\nc:\n  - {d: 1.5, e: "f"}\n  - |\n    text\n    more\n');
console.log(document, yaml.dump(document));
console.log(JSON.stringify(await parseStringPromise('<r a="1"><b>x</b><b c="2"/><d><![CDATA[<&>]]></d></r>')));
