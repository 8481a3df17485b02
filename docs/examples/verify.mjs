// Lets a request in if its API key may read layers. Node 18 or later, no packages:
//
//   CHATELAINE_GATE=chgate_… node verify.mjs
//   curl -i http://127.0.0.1:8090 -H 'Api-Key: chk_…'
//
import { createServer } from 'node:http';

const gate = process.env.CHATELAINE_URL ?? 'http://127.0.0.1:8081';
const credential = process.env.CHATELAINE_GATE;

/** Asks the gate about a key. Whatever goes wrong is thrown, and lets nobody in. */
async function verify(key, need, address) {
  const answer = await fetch(`${gate}/v1/verify`, {
    method: 'POST',
    headers: { 'Authorization': `Bearer ${credential}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ key, need, address }),
    signal: AbortSignal.timeout(2000),
  });
  if (answer.status !== 200) throw new Error(`the gate answers ${answer.status}`);
  return answer.json();
}

createServer(async (request, response) => {
  try {
    const verdict = await verify(request.headers['api-key'] ?? '', ['layers:read'], request.socket.remoteAddress);
    if (verdict.valid === true) {
      response.end(`Hello, ${verdict.key_name}.\n`);
      return;
    }
    response.statusCode = verdict.code.startsWith('insufficient') || verdict.code === 'address' ? 403 : verdict.code === 'rate_limited' ? 429 : 401;
    response.setHeader('X-Chatelaine-Ref', verdict.reference ?? '');
    response.end('This key does not open this door.\n');
  } catch (error) {
    console.error(error.message);
    response.statusCode = 503;
    response.end('Try again later.\n');
  }
}).listen(process.env.PORT ?? 8090, '127.0.0.1', function () {
  console.log(`Listening at http://127.0.0.1:${this.address().port}`);
});
