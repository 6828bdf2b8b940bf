import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import type { HttpRequest } from '../../src/contract/http.ts';

type Node = Readonly<Record<string, unknown>>;

/** An OpenAPI file that requests can be held against. */
export interface Specification {
  /** What is wrong with a request: its path, its query, or a member of its body. Empty when nothing is. */
  readonly complaints: (request: HttpRequest) => readonly string[];
}

/** The folder of the providers' specifications: they are not part of the project, and a checkout alone does not have them. */
const folder = process.env['TIEOUT_SPECS'] ?? join(import.meta.dirname, '../../../shared/specs');

export const specificationPath = (name: string): string | null => {
  const path = join(folder, name);
  return existsSync(path) ? path : null;
};

/**
 * Reads a specification for requests: members that it does not list, and those it says are read-only, are refused, so that
 * nothing is sent that the provider would silently ignore.
 */
export function readSpecification(path: string, root: string): Specification {
  const document = nodeOf(parse(readFileSync(path, 'utf8')));
  const schemas = nodeOf(nodeOf(document['components'])['schemas']);
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { double: true, float: true, int32: true } });
  formats.default(ajv);
  ajv.addSchema({ $id: 'specification', components: { schemas: strictly(schemas) } });
  const paths = nodeOf(document['paths']);

  return {
    complaints: ({ method, path: sent, body }) => {
      const [address = '', query = ''] = sent.split('?');
      if (!address.startsWith(root)) return [`${address} is not below ${root}`];
      const operation = operationOf(paths, address.slice(root.length), method.toLowerCase());
      if (operation === null) return [`${method} ${address} is no operation of the specification`];
      const known = parametersOf(document, operation);
      const unknown = [...new URLSearchParams(query).keys()]
        .filter((name) => !known.has(name))
        .map((name) => `${method} ${address} takes no ${name}`);
      return [...unknown, ...bodyComplaints(ajv, document, operation, body)];
    },
  };
}

/** Of all addresses that fit, the one with the fewest blanks: /Reports/TrialBalance before /Reports/{ReportID}. */
function operationOf(paths: Node, address: string, method: string): Node | null {
  const steps = address.split('/');
  const fits = (template: string): boolean => {
    const names = template.split('/');
    return names.length === steps.length && names.every((name, index) => name === steps[index] || name.startsWith('{'));
  };
  const blanks = (template: string): number => template.split('{').length;
  const templates = Object.keys(paths).filter(fits);
  for (const template of templates.toSorted((a, b) => blanks(a) - blanks(b))) {
    const operation = nodeOf(paths[template])[method];
    if (isNode(operation)) return operation;
  }
  return null;
}

function parametersOf(document: Node, operation: Node): ReadonlySet<string> {
  const listed = operation['parameters'];
  return new Set((Array.isArray(listed) ? listed : []).map((parameter: unknown) => String(resolved(document, nodeOf(parameter))['name'])));
}

function bodyComplaints(ajv: Ajv, document: Node, operation: Node, body: string | undefined): readonly string[] {
  const wanted = operation['requestBody'];
  if (body === undefined) return wanted === undefined ? [] : ['a body is missing'];
  if (wanted === undefined) return ['there is a body, and the operation takes none'];
  const content = nodeOf(resolved(document, nodeOf(wanted))['content']);
  const reference = nodeOf(nodeOf(content['application/json'])['schema'])['$ref'];
  const validate = ajv.getSchema(`specification${String(reference)}`);
  if (!validate) return [`the schema ${String(reference)} cannot be read`];
  if (validate(JSON.parse(body))) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
}

function resolved(document: Node, node: Node): Node {
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  return reference
    .slice(2)
    .split('/')
    .reduce((at, step) => nodeOf(at[step]), document);
}

/** Objects take what they list and no more; what is read-only is not listed for a request. */
function strictly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strictly);
  if (!isNode(value)) return value;
  const members = value['properties'];
  const copy = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, strictly(inner)]));
  if (!isNode(members)) return copy;
  const writable = Object.entries(members).filter(([, inner]) => !(isNode(inner) && inner['readOnly'] === true));
  return { ...copy, properties: Object.fromEntries(writable.map(([name, inner]) => [name, strictly(inner)])), additionalProperties: false };
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

function nodeOf(value: unknown): Node {
  if (!isNode(value)) throw new Error('the specification has another shape than OpenAPI');
  return value;
}
