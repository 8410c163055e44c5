// Serves a Node.js function on the Lambda Runtime API: FILE FUNCTION.
//
// It behaves as AWS's own runtime interface client does as far as a function
// can tell, with async handlers and handlers that take a callback.

import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [file, name] = process.argv.slice(2);
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1, noDelay: true });
const root = '/2018-06-01/runtime/';
let requestId = '';

function send(method, route, body, headers = {}) {
  return new Promise((resolve, reject) => {
    if (body !== undefined) headers['Content-Length'] = Buffer.byteLength(body);
    const req = http.request({ host, port, agent, method, path: root + route, headers }, (res) => {
      const parts = [];
      res.on('data', (part) => parts.push(part));
      res.on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, body: Buffer.concat(parts).toString() }));
    });
    req.on('error', reject);
    req.end(body);
  });
}

// Lambda's console: time, request id, level, message, separated by tabs.
const write = process.stdout.write.bind(process.stdout);
for (const [method, level] of Object.entries({ log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' })) {
  console[method] = (...args) => {
    const text = format(...args).replace(/\n/g, '\r');
    write(`${new Date().toISOString()}\t${requestId || 'undefined'}\t${level}\t${text}\n`);
  };
}

function describe(e) {
  if (!(e instanceof Error)) {
    const message = typeof e === 'string' ? e : format('%j', e);
    return { errorType: typeof e, errorMessage: message, trace: [] };
  }
  return { errorType: e.name, errorMessage: e.message, trace: (e.stack ?? '').split('\n') };
}

function fault(errorType, errorMessage) {
  const e = new Error(errorMessage);
  e.name = errorType;
  return e;
}

function typed(e) {
  const body = describe(e);
  return [JSON.stringify(body), {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Function-Error-Type': body.errorType.replace(/[^\x20-\x7e]/g, '?'),
  }];
}

async function load() {
  const module = path.basename(file, path.extname(file));
  let loaded;
  try {
    loaded = await import(pathToFileURL(file));
  } catch (e) {
    if (e instanceof SyntaxError) throw fault('Runtime.UserCodeSyntaxError', `SyntaxError: ${e.message}`);
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(e?.code)) throw fault('Runtime.ImportModuleError', `Error: ${e.message}`);
    throw e;
  }
  const handler = loaded[name] ?? loaded.default?.[name];
  if (handler === undefined) throw fault('Runtime.HandlerNotFound', `${module}.${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw fault('Runtime.HandlerNotFound', `${module}.${name} is not a function`);
  return handler;
}

// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
function contextOf(headers, done) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const client = headers['lambda-runtime-client-context'];
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done,
    succeed: (value) => done(null, value),
    fail: (e) => done(e ?? new Error('handler failed')),
  };
}

// A handler answers through its promise, or through a callback or the context.
function call(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const done = (e, value) => (e === null || e === undefined ? resolve(value) : reject(e));
    const returned = handler(event, contextOf(headers, done), done);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3 && returned !== undefined) resolve(returned);
  });
}

async function serveOne(handler, { headers, body }) {
  requestId = headers['lambda-runtime-aws-request-id'];
  if (headers['lambda-runtime-trace-id']) process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  else delete process.env._X_AMZN_TRACE_ID;
  let answer;
  try {
    const value = await call(handler, body === '' ? undefined : JSON.parse(body), headers);
    answer = value === undefined ? 'null' : JSON.stringify(value);
  } catch (e) {
    console.error('Invoke Error', e);
    const [text, extra] = typed(e);
    await send('POST', `invocation/${requestId}/error`, text, extra);
    return;
  }
  await send('POST', `invocation/${requestId}/response`, answer, { 'Content-Type': 'application/json' });
}

async function fatal(e, kind, code) {
  const named = e instanceof Error && kind ? Object.assign(fault(kind, `${e.name}: ${e.message}`), { stack: e.stack }) : e;
  console.error(kind ? 'Unhandled Promise Rejection' : 'Uncaught Exception', e);
  const route = requestId ? `invocation/${requestId}/error` : 'init/error';
  await send('POST', route, ...typed(named)).catch(() => {});
  process.exit(code);
}

process.on('uncaughtException', (e) => fatal(e, '', 129));
process.on('unhandledRejection', (e) => fatal(e, 'Runtime.UnhandledPromiseRejection', 128));

let handler;
try {
  handler = await load();
} catch (e) {
  console.error('Uncaught Exception', e);
  await send('POST', 'init/error', ...typed(e));
  process.exit(1);
}
for (;;) {
  const next = await send('GET', 'invocation/next');
  if (next.status !== 200) {
    console.error(`the runtime api answered ${next.status} to next: ${next.body}`);
    process.exit(1);
  }
  await serveOne(handler, next);
}
