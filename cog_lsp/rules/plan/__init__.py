"""Plans: the ways to mend a finding, as small frozen values that ``fixes`` knows how to carry out.

A rule makes a plan without knowing what the edit will look like, so that nothing is computed until
somebody asks for it.
"""

from __future__ import annotations

from cog_lsp.rules.plan.base import Plan, TitledPlan
from cog_lsp.rules.plan.dependencies import (
    DeleteRequirement,
    InlineRequirements,
    PackagesToRequirements,
    PinRequirements,
    ReplaceRequirement,
    RequirementToSdkVersion,
    SetVersions,
)
from cog_lsp.rules.plan.hardware import (
    DeclareHardware,
    NameHardware,
    ReplaceHardware,
    ShowHardwareCommand,
)
from cog_lsp.rules.plan.interface import DropImport, FileToPath, MendInterface, UseCogModel
from cog_lsp.rules.plan.migration import MigrateToRun
from cog_lsp.rules.plan.python import (
    AddKeyword,
    AddSetup,
    Decorate,
    ExtractInput,
    HoistToSetup,
    KeepOnSelf,
    LogProgress,
    MoveToSetup,
    RewriteCall,
    RunOnThread,
)
from cog_lsp.rules.plan.text import (
    AppendLine,
    CreateFile,
    DeleteText,
    MoveLines,
    ReplaceText,
    Suppress,
)
from cog_lsp.rules.plan.yaml import (
    AppendItem,
    CommandToPackages,
    ConcurrencyToDecorator,
    DeleteEntry,
    DeleteItem,
    EntryToDirective,
    InsertKey,
    ListToMapping,
    MappingToList,
    MoveEntry,
    MoveItem,
    MoveItems,
    QuoteScalar,
    RenameKey,
    SetScalar,
    SplitCommand,
    WrapInList,
    WrapInMapping,
)

__all__ = [
    "AddKeyword",
    "AddSetup",
    "AppendItem",
    "AppendLine",
    "CommandToPackages",
    "ConcurrencyToDecorator",
    "CreateFile",
    "DeclareHardware",
    "Decorate",
    "DeleteEntry",
    "DeleteItem",
    "DeleteRequirement",
    "DeleteText",
    "DropImport",
    "EntryToDirective",
    "ExtractInput",
    "FileToPath",
    "HoistToSetup",
    "InlineRequirements",
    "InsertKey",
    "KeepOnSelf",
    "ListToMapping",
    "LogProgress",
    "MappingToList",
    "MendInterface",
    "MigrateToRun",
    "MoveEntry",
    "MoveItem",
    "MoveItems",
    "MoveLines",
    "MoveToSetup",
    "NameHardware",
    "PackagesToRequirements",
    "PinRequirements",
    "Plan",
    "QuoteScalar",
    "RenameKey",
    "ReplaceHardware",
    "ReplaceRequirement",
    "ReplaceText",
    "RequirementToSdkVersion",
    "RewriteCall",
    "RunOnThread",
    "SetScalar",
    "SetVersions",
    "ShowHardwareCommand",
    "SplitCommand",
    "Suppress",
    "TitledPlan",
    "UseCogModel",
    "WrapInList",
    "WrapInMapping",
]
