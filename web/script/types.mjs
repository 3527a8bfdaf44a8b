// openapi/gen.ts from the server's own description of its API. Made at build time and not kept in git, so it cannot lag behind.
// OPENAPI=path of openapi.json; without it, what the build of the server wrote.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';

const given = process.env.OPENAPI || '../build/dev/gen/api/openapi.json';
if (!existsSync(given)) {
  console.error(
    `${given} is not there: build the server first (cmake --build --preset dev), or name the file by OPENAPI`,
  );
  process.exit(1);
}
const made = await openapiTypes(new URL(pathToFileURL(given)));
mkdirSync('openapi', { recursive: true });
writeFileSync('openapi/gen.ts', astToString(made));
