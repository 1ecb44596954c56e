"""FastMCP beside Build My MCP: the same documents to tools, and the same call over the same upstream.

compile FILE...   one line of JSON for each document: tools, milliseconds from the file to a list of tools
serve FILE PORT   the document's server over streamable HTTP on loopback
"""

import asyncio
import json
import logging
import sys
import time

import httpx2
from fastmcp import FastMCP

logging.disable(logging.WARNING)


def server(file: str) -> FastMCP:
    with open(file, encoding="utf-8") as text:
        document = json.load(text)
    upstream = (document.get("servers") or [{}])[0].get("url", "http://127.0.0.1:9")
    return FastMCP.from_openapi(document, client=httpx2.AsyncClient(base_url=upstream))


async def compile_all(files: list[str]) -> None:
    for file in files:
        started = time.perf_counter()
        tools = await server(file).list_tools()
        print(json.dumps({"tools": len(tools), "ms": (time.perf_counter() - started) * 1000}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "compile":
        asyncio.run(compile_all(sys.argv[2:]))
    else:
        server(sys.argv[2]).run(transport="http", host="127.0.0.1", port=int(sys.argv[3]), show_banner=False, log_level="error")
