"""Calls into the standard library: templates with holes of given types."""

from fuzz.generate.model import (
    ANY,
    BOOL,
    BYTE,
    ERROR,
    FLOAT64,
    INT,
    RUNE,
    STRING,
    Basic,
    Func,
    Map,
    Pointer,
    Slice,
    Type,
)

BYTES, STRINGS, INTS = Slice(BYTE), Slice(STRING), Slice(INT)
UINT32, UINT64, INT32, INT64 = map(Basic, ("uint32", "uint64", "int32", "int64"))


class Entry:
    """``{0}``, ``{1}`` … stand for operands of the types of ``holes``."""

    def __init__(self, imports: str, result: Type | None, template: str, *holes: Type, statement: bool = True) -> None:
        self.imports = imports.split()
        self.result = result
        self.template = template
        self.holes = holes
        self.statement = statement


LIBRARY = (
    Entry("fmt", STRING, 'fmt.Sprintf("%v %d", {0}, {1})', ANY, INT),
    Entry("fmt", STRING, "fmt.Sprint({0})", ANY),
    Entry("fmt", ERROR, 'fmt.Errorf("failed: %w", {0})', ERROR),
    Entry("fmt", None, "fmt.Println({0}, {1})", ANY, ANY),
    Entry("fmt os", None, 'fmt.Fprintf(os.Stderr, "%s", {0})', STRING),
    Entry("errors", ERROR, "errors.New({0})", STRING),
    Entry("errors", BOOL, "errors.Is({0}, {1})", ERROR, ERROR),
    Entry("errors", ERROR, "errors.Join({0}, {1})", ERROR, ERROR),
    Entry("strings", STRING, "strings.ToUpper({0})", STRING),
    Entry("strings", STRING, "strings.Repeat({0}, {1})", STRING, INT),
    Entry("strings", STRING, 'strings.TrimPrefix({0}, "x")', STRING),
    Entry("strings", STRINGS, 'strings.Split({0}, ",")', STRING),
    Entry("strings", STRING, "strings.Join({0}, {1})", STRINGS, STRING),
    Entry("strings", BOOL, "strings.Contains({0}, {1})", STRING, STRING),
    Entry("strings", INT, "strings.IndexByte({0}, {1})", STRING, BYTE),
    Entry("strings", STRING, "strings.Map({0}, {1})", Func([RUNE], [RUNE]), STRING),
    Entry("strconv", STRING, "strconv.Itoa({0})", INT),
    Entry("strconv", STRING, "strconv.Quote({0})", STRING),
    Entry("strconv", BYTES, "strconv.AppendInt({0}, {1}, 10)", BYTES, INT64),
    Entry("bytes", BOOL, "bytes.Equal({0}, {1})", BYTES, BYTES),
    Entry("bytes", BYTES, "bytes.TrimSpace({0})", BYTES),
    Entry("bytes", STRING, "bytes.NewBuffer({0}).String()", BYTES),
    Entry("sort", None, "sort.Ints({0})", INTS),
    Entry("sort", None, "sort.Slice({0}, {1})", INTS, Func([INT, INT], [BOOL])),
    Entry("slices", BOOL, "slices.Contains({0}, {1})", INTS, INT),
    Entry("slices", INT, "slices.Index({0}, {1})", STRINGS, STRING),
    Entry("slices", None, "slices.Sort({0})", STRINGS),
    Entry("slices", INT, "slices.Max({0})", INTS),
    Entry("slices", INT, "slices.IndexFunc({0}, {1})", INTS, Func([INT], [BOOL])),
    Entry("slices", INTS, "slices.Clone({0})", INTS, statement=False),
    Entry("slices", None, "slices.SortFunc({0}, {1})", INTS, Func([INT, INT], [INT])),
    Entry("slices maps", STRINGS, "slices.Collect(maps.Keys({0}))", Map(STRING, INT)),
    Entry("slices maps", STRINGS, "slices.Sorted(maps.Keys({0}))", Map(STRING, INT)),
    Entry("maps", Map(STRING, INT), "maps.Clone({0})", Map(STRING, INT)),
    Entry("math", FLOAT64, "math.Sqrt({0})", FLOAT64),
    Entry("math", FLOAT64, "math.Abs({0})", FLOAT64),
    Entry("math", UINT64, "math.Float64bits({0})", FLOAT64),
    Entry("math", FLOAT64, "math.Max({0}, {1})", FLOAT64, FLOAT64),
    Entry("math/bits", INT, "bits.TrailingZeros32({0})", UINT32),
    Entry("math/bits", INT, "bits.Len64({0})", UINT64),
    Entry("math/bits", UINT32, "bits.RotateLeft32({0}, {1})", UINT32, INT),
    Entry("encoding/binary", UINT32, "binary.LittleEndian.Uint32({0})", BYTES),
    Entry("encoding/binary", None, "binary.BigEndian.PutUint64({0}, {1})", BYTES, UINT64),
    Entry("encoding/binary", BYTES, "binary.LittleEndian.AppendUint32({0}, {1})", BYTES, UINT32),
    Entry("sync", None, "new(sync.Once).Do({0})", Func([], [])),
    Entry("sync", None, "new(sync.Mutex).Lock()"),
    Entry("sync", ANY, "sync.OnceValue[any]({0})()", Func([], [ANY])),
    Entry("sync/atomic", INT32, "atomic.AddInt32({0}, {1})", Pointer(INT32), INT32),
    Entry("sync/atomic", INT64, "new(atomic.Int64).Add({0})", INT64),
    Entry("sync/atomic", Pointer(INT), "new(atomic.Pointer[int]).Swap({0})", Pointer(INT)),
    Entry("unicode/utf8", INT, "utf8.RuneLen({0})", RUNE),
    Entry("unicode/utf8", BOOL, "utf8.ValidString({0})", STRING),
    Entry("unicode", BOOL, "unicode.IsUpper({0})", RUNE),
    Entry("io", ERROR, "io.EOF", statement=False),
    Entry("time", INT64, "time.Duration({0}).Milliseconds()", INT64),
    Entry("time", STRING, "time.Duration({0}).String()", INT64),
    Entry("reflect", STRING, "reflect.TypeOf({0}).String()", ANY),
    Entry("reflect", BOOL, "reflect.DeepEqual({0}, {1})", ANY, ANY),
    Entry("reflect", INT, "reflect.ValueOf({0}).Len()", ANY),
    Entry("cmp", INT, "cmp.Compare({0}, {1})", INT, INT),
    Entry("cmp", STRING, "cmp.Or({0}, {1})", STRING, STRING),
    Entry("os", None, "os.Exit({0})", INT),
    Entry("os", STRING, "os.Getenv({0})", STRING),
    Entry("runtime", None, "runtime.KeepAlive({0})", ANY),
    Entry("unsafe", STRING, "unsafe.String({0}, {1})", Pointer(BYTE), INT, statement=False),
    Entry("unsafe", Pointer(BYTE), "unsafe.StringData({0})", STRING, statement=False),
    Entry("unsafe", Pointer(INT), "unsafe.SliceData({0})", INTS, statement=False),
)
