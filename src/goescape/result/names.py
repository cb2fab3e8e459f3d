"""Names of functions in records."""


def without_type_arguments(name: str) -> str:
    """``F[go.shape.int].func1`` → ``F.func1``, ``(*T[[]int]).M`` → ``(*T).M``."""
    out: list[str] = []
    depth = 0
    for c in name:
        if c == "[":
            depth += 1
        elif c == "]":
            depth -= 1
        elif depth == 0:
            out.append(c)
    return "".join(out)
