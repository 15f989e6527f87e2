"""Requests about whose end two servers may disagree.

Each is the bytes that follow a request line and `Host`. Within them `@NEXT@` is
a whole request: no server may take it for one unless the one in front of it has
done so too. `FRAMED` are those that leave no doubt: there it is part of a body
that nobody may need, and never a request.
"""

NEXT = b"@NEXT@"


def _chunk(data, size=None, end=b"\r\n"):
    return (b"%x" % len(data) if size is None else size) + end + data + end


def _both(transfer, length=b"Content-Length: 4"):
    """TE.CL and CL.TE at once, for one way to write the Transfer-Encoding:
    who believes the length takes four bytes of body, who believes the coding
    one empty chunk."""
    return length + b"\r\n" + transfer + b"\r\n\r\n0\r\n\r\n" + NEXT


def _length(text):
    return b"Content-Length: " + text + b"\r\n\r\n" + NEXT


def _chunked(body):
    return b"Transfer-Encoding: chunked\r\n\r\n" + body + NEXT


CODINGS = {
    "plain": b"Transfer-Encoding: chunked",
    "space before colon": b"Transfer-Encoding : chunked",
    "tab": b"Transfer-Encoding:\tchunked",
    "vertical tab": b"Transfer-Encoding:\x0bchunked",
    "no space": b"Transfer-Encoding:chunked",
    "upper case": b"TRANSFER-ENCODING: CHUNKED",
    "unknown": b"Transfer-Encoding: xchunked",
    "identity": b"Transfer-Encoding: identity",
    "chunked, identity": b"Transfer-Encoding: chunked, identity",
    "identity, chunked": b"Transfer-Encoding: identity, chunked",
    "twice in one": b"Transfer-Encoding: chunked, chunked",
    "twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "then another": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    "gzip": b"Transfer-Encoding: gzip, chunked",
    "quoted": b'Transfer-Encoding: "chunked"',
    "parameter": b"Transfer-Encoding: chunked;a=b",
    "empty": b"Transfer-Encoding:",
    "comma": b"Transfer-Encoding: ,chunked",
    "folded": b"Transfer-Encoding:\r\n chunked",
    "folded name": b"X-A: b\r\n Transfer-Encoding: chunked",
    "bare LF": b"X-A: b\nTransfer-Encoding: chunked",
    "bare CR": b"X-A: b\rTransfer-Encoding: chunked",
    "two CR": b"X-A: b\r\r\nTransfer-Encoding: chunked",
    "NUL": b"Transfer-Encoding: chunked\x00",
    "NUL before": b"X-A: b\x00\r\nTransfer-Encoding: chunked",
    "underscore": b"Transfer_Encoding: chunked",
    "high byte": b"Transfer-Encoding: chunked\xa0",
    "space in front": b" Transfer-Encoding: chunked",
    "hop by hop": b"Connection: close, Transfer-Encoding\r\n"
                  b"Transfer-Encoding: chunked",
    "length hop by hop": b"Connection: keep-alive, Content-Length\r\n"
                         b"Transfer-Encoding: chunked",
    "name without colon": b"Transfer-Encoding\r\nTransfer-Encoding: chunked",
}

LENGTHS = {
    "twice": b"4\r\nContent-Length: 0",
    "twice, the other way": b"0\r\nContent-Length: 4",
    "twice the same": b"0\r\nContent-Length: 0",
    "list": b"0, 4",
    "list of the same": b"0, 0",
    "plus": b"+0",
    "minus": b"-1",
    "hexadecimal": b"0x0",
    "zeros": b"00000000000000000000",
    "space within": b"0 4",
    "huge": b"18446744073709551616",
    "huge by one": b"18446744073709551617",
    "fraction": b"0.0",
    "letters": b"0a",
    "folded": b"0\r\n 4",
    "NUL": b"0\x00",
    "space before colon": b"0\r\nContent-Length : 4",
    "hop by hop": b"4\r\nConnection: Content-Length",
    "bare LF": b"0\nContent-Length: 4",
    "empty": b"",
}

CHUNKS = {
    "extension": _chunk(b"abcd", b"4;a=b") + b"0\r\n\r\n",
    "extension with LF": b"4;a\nabcd\r\n0\r\n\r\n",
    "extension with CR": b"4;a\rb\r\nabcd\r\n0\r\n\r\n",
    "quoted line end": b'4;a="\r\nabcd"\r\n0\r\n\r\n',
    "long extension": b"4;" + b"a" * 9000 + b"\r\nabcd\r\n0\r\n\r\n",
    "bare LF": b"4\nabcd\n0\n\n",
    "bare CR": b"4\rabcd\r0\r\r",
    "LF behind the data": b"4\r\nabcd\n0\r\n\r\n",
    "no line end": b"4\r\nabcd0\r\n\r\n",
    "two more bytes": b"4\r\nabcdef0\r\n\r\n",
    "prefix": _chunk(b"abcd", b"0x4") + b"0\r\n\r\n",
    "plus": _chunk(b"abcd", b"+4") + b"0\r\n\r\n",
    "minus": _chunk(b"abcd", b"-4") + b"0\r\n\r\n",
    "zeros": _chunk(b"abcd", b"0" * 30 + b"4") + b"0\r\n\r\n",
    "space": _chunk(b"abcd", b"4 ") + b"0\r\n\r\n",
    "space in front": _chunk(b"abcd", b" 4") + b"0\r\n\r\n",
    "overflow": _chunk(b"abcd", b"10000000000000004") + b"0\r\n\r\n",
    "negative by overflow": _chunk(b"abcd", b"ffffffffffffffff"),
    "letters": _chunk(b"abcd", b"4g") + b"0\r\n\r\n",
    "empty size": b"\r\nabcd\r\n0\r\n\r\n",
    "trailer of length": b"0\r\nContent-Length: 4\r\n\r\n",
    "trailer of coding": b"0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "trailer with LF": b"0\r\nX: y\n\r\n",
    "no end of trailers": b"0\r\n",
    "many zeros": b"0000\r\n\r\n",
}

OTHERS = {
    "expect": b"Expect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd" + NEXT,
    "expect nonsense": b"Expect: x\r\nContent-Length: 4\r\n\r\nabcd" + NEXT,
    "upgrade to h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c"
                      b"\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"
                      + NEXT,
    "upgrade to websocket": b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
                            b"Sec-WebSocket-Version: 13\r\n"
                            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                            b"\r\n" + NEXT,
    "two hosts": b"Host: elsewhere\r\nContent-Length: 0\r\n\r\n" + NEXT,
    "header without end": b"X-A: " + NEXT,
    "line end in front": b"Content-Length: 0\r\n\r\n\r\n\r\n" + NEXT,
}


def _named(kind, table, make):
    return {f"{kind}: {name}": make(value) for name, value in table.items()}


AMBIGUOUS = {
    **_named("coding", CODINGS, _both),
    **_named("length", LENGTHS, _length),
    **_named("chunk", CHUNKS, _chunked),
    **_named("other", OTHERS, lambda value: value),
}

FRAMED = {
    "length": b"Content-Length: @LENGTH@\r\n\r\n" + NEXT,
    "chunks": b"Transfer-Encoding: chunked\r\n\r\n@LENGTHX@\r\n" + NEXT
              + b"\r\n0\r\n\r\n",
    "chunk extension": b"Transfer-Encoding: chunked\r\n\r\n@LENGTHX@;a=b\r\n"
                       + NEXT + b"\r\n0\r\nX-Trailer: 1\r\n\r\n",
    "expect": b"Expect: 100-continue\r\nContent-Length: @LENGTH@\r\n\r\n"
              + NEXT,
}


def fill(payload, following):
    """The payload, with `following` as its whole request."""
    return (payload.replace(NEXT, following)
            .replace(b"@LENGTHX@", b"%x" % len(following))
            .replace(b"@LENGTH@", b"%d" % len(following)))
