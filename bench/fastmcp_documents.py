"""Times FastMCP.from_openapi on documents; one line of JSON for each: `python fastmcp_documents.py FILE…`"""
import asyncio, json, sys, time, logging
import httpx, fastmcp
from fastmcp import FastMCP
logging.disable(logging.CRITICAL)
async def main():
    results = []
    for path in sys.argv[1:]:
        text = open(path, encoding="utf-8").read()
        started = time.perf_counter()
        spec = json.loads(text)
        try:
            server = FastMCP.from_openapi(openapi_spec=spec, client=httpx.AsyncClient(base_url="https://api.example.com"))
            seconds = time.perf_counter() - started
            tools = len(await server.list_tools())
            results.append({"file": path.split("/")[-1], "seconds": round(seconds, 3), "tools": tools})
        except Exception as error:
            results.append({"file": path.split("/")[-1], "seconds": round(time.perf_counter() - started, 3), "error": f"{type(error).__name__}: {error}"[:200]})
        print(json.dumps(results[-1]), flush=True)
asyncio.run(main())
