"""Runs inside WeasyPrint's own environment: draws the HTML files named on standard input, tells the seconds taken."""

import json
import sys
import time

import weasyprint
from weasyprint.text.fonts import FontConfiguration


def main() -> None:
    fonts = FontConfiguration()
    print(json.dumps({"version": weasyprint.__version__}), flush=True)
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        document = weasyprint.HTML(filename=line.strip()).render(font_config=fonts)
        content = document.write_pdf()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        answer = {"wall": wall, "cpu": cpu, "pages": len(document.pages), "bytes": len(content)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
