"""Replacing type parameters by types. See ``context`` for how it is done."""

from goescape.types.context import Context as Context
from goescape.types.context import SubstMap, make_subst_map
from goescape.types.context import clone_func as clone_func
from goescape.types.context import clone_var as clone_var
from goescape.types.context import copy_signature as copy_signature
from goescape.types.context import make_partial_map as make_partial_map
from goescape.types.context import make_rename_map as make_rename_map
from goescape.types.env import Env
from goescape.types.types import Tuple, Type, TypeParam


def subst(env: Env, pos: int, typ: Type, smap: SubstMap, expanding: object = None) -> Type:
    """The type with its type parameters replaced; the same type if nothing changes."""
    return env.context.subst(pos, typ, smap)


def subst_tuple(env: Env, pos: int, typ: Tuple, tparams: list[TypeParam], targs: list[Type]) -> Tuple:
    return env.context.subst_tuple(pos, typ, make_subst_map(tparams, targs))
