package io.paviour.schema;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelFunctionBinding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gathers functions, each told once with its types, for the checker (which sees types) and the evaluator
/// (which sees classes) alike.
final class CelFunctions {
    /// No function makes a longer text.
    static final int TEXT_CHARS_MAX = 4 * 1024 * 1024;

    private final Map<String, List<CelOverloadDecl>> declared = new LinkedHashMap<>();
    private final Map<String, List<CelFunctionBinding>> bound = new LinkedHashMap<>();
    private final Map<CelType, Class<?>> opaque = new LinkedHashMap<>();

    /// What a function does; its arguments have the classes that its types say.
    interface Body {
        Object apply(Object[] arguments);
    }

    /// Tells which class the values of an opaque type have.
    CelFunctions type(CelType type, Class<?> values) {
        opaque.put(type, values);
        return this;
    }

    /// Adds `name(...)`.
    CelFunctions global(String name, CelType result, List<CelType> parameters, Body body) {
        String id = id(name, parameters);
        return add(name, id, CelOverloadDecl.newGlobalOverload(id, result, parameters), parameters, body);
    }

    /// Adds `x.name(...)`, where the first parameter is `x`.
    CelFunctions member(String name, CelType result, List<CelType> parameters, Body body) {
        String id = "of_" + id(name, parameters);
        return add(name, id, CelOverloadDecl.newMemberOverload(id, result, parameters), parameters, body);
    }

    // Bodies are functions without state, which the library cannot see.
    @SuppressWarnings("Immutable")
    private CelFunctions add(String name, String id, CelOverloadDecl declaration, List<CelType> parameters, Body body) {
        declared.computeIfAbsent(name, _ -> new ArrayList<>()).add(declaration);
        List<Class<?>> classes = new ArrayList<>();
        parameters.forEach(parameter -> classes.add(values(parameter)));
        bound.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(CelFunctionBinding.from(id, ImmutableList.copyOf(classes), arguments -> body.apply(arguments)));
        return this;
    }

    private static String id(String name, List<CelType> parameters) {
        var id = new StringBuilder(name.replace('.', '_'));
        parameters.forEach(
                parameter -> id.append('_').append(parameter.kind()).append('_').append(parameter.name()));
        if (!parameters.isEmpty() && !parameters.getFirst().parameters().isEmpty()) {
            id.append("_of_")
                    .append(parameters.getFirst().parameters().getFirst().name());
        }
        return id.toString().replaceAll("[^A-Za-z0-9_]", "_");
    }

    private Class<?> values(CelType type) {
        Class<?> values = opaque.get(type);
        if (values != null) {
            return values;
        }
        return switch (type.kind()) {
            case BOOL -> Boolean.class;
            case INT -> Long.class;
            case UINT -> UnsignedLong.class;
            case DOUBLE -> Double.class;
            case STRING -> String.class;
            case BYTES -> CelByteString.class;
            case TIMESTAMP -> Instant.class;
            case DURATION -> Duration.class;
            case LIST -> List.class;
            case MAP -> Map.class;
            case DYN, TYPE_PARAM -> Object.class;
            default -> throw new IllegalArgumentException("no class for " + type);
        };
    }

    List<CelFunctionDecl> declarations() {
        return declared.entrySet().stream()
                .map(function -> CelFunctionDecl.newFunctionDeclaration(function.getKey(), function.getValue()))
                .toList();
    }

    /// The bodies. A conversion such as `string` stands beside the language's own of that name, so it is
    /// bound by what the checker found, not by name.
    List<CelFunctionBinding> bindings() {
        var bindings = new ArrayList<CelFunctionBinding>();
        bound.forEach((name, overloads) -> {
            if (name.equals("string")) {
                bindings.addAll(overloads);
            } else {
                bindings.addAll(CelFunctionBinding.fromOverloads(name, overloads));
            }
        });
        return bindings;
    }

    /// An argument as a text.
    static String text(Object argument) {
        return (String) argument;
    }

    static long integer(Object argument) {
        return (Long) argument;
    }

    static List<?> list(Object argument) {
        return (List<?>) argument;
    }

    /// Shorthand for the parameters of a function.
    static List<CelType> takes(CelType... parameters) {
        return List.of(parameters);
    }

    /// A text that is about to be made.
    ///
    /// @throws CelFailure where it would be too long
    static void checkLength(long characters) {
        if (characters > TEXT_CHARS_MAX) {
            throw new CelFailure("a text may have at most " + TEXT_CHARS_MAX + " characters");
        }
    }

    /// Adds `isName(text)` and `name(text)` for a type that is read from texts.
    void reader(String name, String question, CelType type, Reader reader) {
        global(name, type, takes(SimpleType.STRING), arguments -> reader.read(text(arguments[0])));
        global(question, SimpleType.BOOL, takes(SimpleType.STRING), arguments -> {
            try {
                reader.read(text(arguments[0]));
                return true;
            } catch (CelFailure none) {
                return false;
            }
        });
    }

    /// Reads a text.
    interface Reader {
        /// @throws CelFailure where the text is none of this type
        Object read(String text);
    }
}
