const Ajv = require('ajv').default;

const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile({
  type: 'object',
  properties: { id: { type: 'integer', minimum: 1 }, name: { type: 'string', pattern: '^[a-z]+$' }, list: { type: 'array', items: { enum: ['a', 'b'] }, uniqueItems: true } },
  required: ['id', 'name'],
  additionalProperties: false,
});
for (const value of [{ id: 1, name: 'abc' }, { id: 0, name: 'ABC' }, { id: 2 }, { id: 3, name: 'x', list: ['a', 'a', 'c'], more: 1 }])
  console.log(validate(value), ajv.errorsText(validate.errors));
