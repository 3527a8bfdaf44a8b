import assert from 'node:assert/strict';

const REF = '#/components/schemas/';

/** A copy of a schema that takes only what it names, so that no answer holds what is not described. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  if (typeof schema.$ref === 'string') return { ...schema, $ref: schema.$ref.replace(REF, `${REF}closed_`) };
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, name === 'allOf' ? value : closed(value)]));
  // Parts of an allOf see only themselves: it is closed as a whole.
  if (schema.allOf) return { ...copy, unevaluatedProperties: false };
  if (schema.properties && typeof schema.properties === 'object' && schema.type === 'object' && schema.additionalProperties === undefined) return { ...copy, additionalProperties: false };
  return copy;
}

/** Holds answers against a description: status, content type and body. @param {NodeRequire} packages @param {any} document */
export function answers(packages, document) {
  const Ajv = packages('ajv/dist/2020').default;
  const ajv = new Ajv({ strict: false, allErrors: true });
  packages('ajv-formats').default(ajv);
  const schemas = document.components.schemas;
  const strict = structuredClone(document);
  for (const [name, schema] of Object.entries(schemas)) strict.components.schemas[`closed_${name}`] = closed(schema);
  /** @type {Map<string, any>} */ const validators = new Map();
  /** @param {string} method @param {string} pattern @param {{status: number, headers: Headers, json: any}} answer */
  return (method, pattern, answer) => {
    const operation = document.paths[pattern]?.[method.toLowerCase()];
    assert.ok(operation, `${method} ${pattern} is not described`);
    let response = operation.responses[answer.status] ?? (answer.status >= 400 ? operation.responses.default : undefined);
    assert.ok(response, `${method} ${pattern}: ${answer.status} is not described`);
    if (response.$ref) response = document.components.responses[response.$ref.split('/').at(-1)];
    if (!response.content) return;
    const type = String(answer.headers.get('content-type')).split(';')[0];
    const content = response.content[type] ?? response.content['*/*'];
    assert.ok(content, `${method} ${pattern}: ${type} is not described`);
    if (!type.endsWith('json')) return;
    const key = JSON.stringify(content.schema);
    if (!validators.has(key)) validators.set(key, ajv.compile({ ...closed(content.schema), components: strict.components }));
    const validate = validators.get(key);
    assert.ok(validate(answer.json), `${method} ${pattern} ${answer.status}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(answer.json).slice(0, 2000)}`);
  };
}
