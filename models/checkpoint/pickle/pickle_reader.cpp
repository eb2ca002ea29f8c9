#include "models/checkpoint/pickle/pickle_reader.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/pickle/pickle_globals.h"
#include "models/checkpoint/pickle/pickle_stream.h"

#include <cctype>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

namespace lexicell::models::checkpoint {

namespace {

// The largest pickles of real checkpoints (a Lightning file with gene lists in its settings) have some 100,000 values.
constexpr std::size_t largestTree = 4'000'000;
// Text is copied only to join names. A file that refers to a long text again and again would otherwise fill the memory.
constexpr std::size_t textBeyondFile = std::size_t{16} << 20;

// Makes a name from an untrusted file safe for a message on a terminal.
std::string printable(const std::string &name)
{
    std::string text = name.substr(0, 120);
    for (char &c : text)
        if (!std::isprint(static_cast<unsigned char>(c))) c = '?';
    return text;
}

class Machine {
  public:
    Machine(const std::byte *data, std::size_t size, const std::filesystem::path &file)
        : m_stream(data, size, file), m_file(file), m_textLeft(size + textBeyondFile)
    {
    }

    Pickle run()
    {
        while (true) {
            const char opcode = *m_stream.take(1);
            if (opcode == '.') break;
            if (!number(opcode) && !text(opcode) && !container(opcode) && !memo(opcode) && !call(opcode)) unknown(opcode);
        }
        m_pickle.root = pop();
        m_pickle.end = m_stream.position();
        return std::move(m_pickle);
    }

  private:
    [[noreturn]] void unknown(char opcode) const
    {
        m_stream.fail(errors::parseError, "is not a readable pickle: unknown opcode " +
                                              std::to_string(static_cast<unsigned char>(opcode)) + " at byte " +
                                              std::to_string(m_stream.position() - 1));
    }
    [[noreturn]] void malformed() const
    {
        m_stream.fail(errors::parseError, "is not a readable pickle (byte " + std::to_string(m_stream.position()) + ")");
    }

    [[noreturn]] void tooLarge() const { m_stream.fail(errors::parseError, "holds more values than any checkpoint needs"); }

    PickleId add(PickleKind kind, std::string content = {}, std::vector<PickleId> items = {})
    {
        if (m_pickle.nodes.size() >= largestTree || content.size() > m_textLeft) tooLarge();
        m_textLeft -= content.size();
        m_pickle.nodes.push_back({kind, 0, 0.0, std::move(content), std::move(items)});
        return static_cast<PickleId>(m_pickle.nodes.size() - 1);
    }
    PickleNode &node(PickleId id) { return m_pickle.nodes[id]; }
    void push(PickleId id)
    {
        if (m_stack.size() >= largestTree) tooLarge();
        m_stack.push_back(id);
    }
    void pushInteger(PickleKind kind, std::int64_t value)
    {
        push(add(kind));
        node(m_stack.back()).integer = value;
    }
    void pushReal(double value)
    {
        push(add(PickleKind::Float));
        node(m_stack.back()).real = value;
    }
    std::size_t floorOfStack() const { return m_marks.empty() ? 0 : m_marks.back(); }
    PickleId pop()
    {
        if (m_stack.size() <= floorOfStack()) malformed();
        const PickleId id = m_stack.back();
        m_stack.pop_back();
        return id;
    }
    PickleId top() const
    {
        if (m_stack.size() <= floorOfStack()) malformed();
        return m_stack.back();
    }
    std::vector<PickleId> popToMark()
    {
        if (m_marks.empty()) malformed();
        const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<PickleId> items(begin, m_stack.end());
        m_stack.erase(begin, m_stack.end());
        m_marks.pop_back();
        return items;
    }
    std::vector<PickleId> popItems(unsigned count)
    {
        std::vector<PickleId> items(count);
        for (unsigned i = count; i-- > 0;) items[i] = pop();
        return items;
    }

    void longInteger(std::string content)
    {
        if (content.size() > 8) {
            push(add(PickleKind::BigInt, std::move(content)));
            return;
        }
        std::uint64_t value = 0;  // two's complement of any width, sign-extended
        for (std::size_t i = 0; i < content.size(); ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(content[i])) << (8 * i);
        const std::size_t bits = 8 * content.size();
        if (bits > 0 && bits < 64 && (value >> (bits - 1)) != 0) value |= ~std::uint64_t{0} << bits;
        pushInteger(PickleKind::Int, static_cast<std::int64_t>(value));
    }
    void textInteger(std::string content)  // "12", "12L", "00" and "01" for booleans
    {
        if (content == "00" || content == "01") return pushInteger(PickleKind::Bool, content == "01");
        if (!content.empty() && content.back() == 'L') content.pop_back();
        std::int64_t value = 0;
        const auto parsed = std::from_chars(content.data(), content.data() + content.size(), value);
        if (parsed.ec == std::errc::result_out_of_range) return push(add(PickleKind::BigInt, std::move(content)));
        if (parsed.ec != std::errc() || parsed.ptr != content.data() + content.size()) malformed();
        pushInteger(PickleKind::Int, value);
    }
    bool number(char opcode)
    {
        switch (opcode) {
        case 'N': push(add(PickleKind::None)); return true;
        case '\x88': pushInteger(PickleKind::Bool, 1); return true;
        case '\x89': pushInteger(PickleKind::Bool, 0); return true;
        case 'J': pushInteger(PickleKind::Int, static_cast<std::int32_t>(m_stream.unsignedNumber(4))); return true;
        case 'K': pushInteger(PickleKind::Int, static_cast<std::int64_t>(m_stream.unsignedNumber(1))); return true;
        case 'M': pushInteger(PickleKind::Int, static_cast<std::int64_t>(m_stream.unsignedNumber(2))); return true;
        case '\x8a': longInteger(m_stream.bytes(m_stream.unsignedNumber(1))); return true;
        case '\x8b': longInteger(m_stream.bytes(m_stream.unsignedNumber(4))); return true;
        case 'I':
        case 'L': textInteger(m_stream.line()); return true;
        case 'F': pushReal(std::strtod(m_stream.line().c_str(), nullptr)); return true;
        case 'G': {
            std::uint64_t bits = 0;  // big-endian, unlike everything else
            for (int i = 0; i < 8; ++i) bits = (bits << 8) | m_stream.unsignedNumber(1);
            double value;
            std::memcpy(&value, &bits, sizeof value);
            pushReal(value);
            return true;
        }
        default: return false;
        }
    }
    bool text(char opcode)
    {
        switch (opcode) {
        case '\x8c': push(add(PickleKind::Text, m_stream.bytes(m_stream.unsignedNumber(1)))); return true;
        case 'X': push(add(PickleKind::Text, m_stream.bytes(m_stream.unsignedNumber(4)))); return true;
        case '\x8d': push(add(PickleKind::Text, m_stream.bytes(m_stream.unsignedNumber(8)))); return true;
        case 'V':
        case 'S': push(add(PickleKind::Text, m_stream.line())); return true;
        case 'U': push(add(PickleKind::Text, m_stream.bytes(m_stream.unsignedNumber(1)))); return true;
        case 'T': push(add(PickleKind::Text, m_stream.bytes(m_stream.unsignedNumber(4)))); return true;
        case 'C': push(add(PickleKind::Bytes, m_stream.bytes(m_stream.unsignedNumber(1)))); return true;
        case 'B': push(add(PickleKind::Bytes, m_stream.bytes(m_stream.unsignedNumber(4)))); return true;
        case '\x8e':
        case '\x96': push(add(PickleKind::Bytes, m_stream.bytes(m_stream.unsignedNumber(8)))); return true;
        default: return false;
        }
    }
    void append(PickleId target, const std::vector<PickleId> &items)
    {
        PickleNode &list = node(target);
        // Items of a permitted object (a set, a deque) are not used.
        if (list.kind == PickleKind::List) list.items.insert(list.items.end(), items.begin(), items.end());
        else if (list.kind != PickleKind::Call) malformed();
    }
    void setItems(PickleId target, const std::vector<PickleId> &items)
    {
        PickleNode &dict = node(target);
        if (items.size() % 2 != 0) malformed();
        if (dict.kind == PickleKind::Dict) dict.items.insert(dict.items.end(), items.begin(), items.end());
        else if (dict.kind != PickleKind::Call) malformed();
    }
    bool container(char opcode)
    {
        switch (opcode) {
        case '(':
            if (m_marks.size() >= largestTree) tooLarge();
            m_marks.push_back(m_stack.size());
            return true;
        case ')': push(add(PickleKind::Tuple)); return true;
        case ']': push(add(PickleKind::List)); return true;
        case '}': push(add(PickleKind::Dict)); return true;
        case '\x8f': push(add(PickleKind::List)); return true;  // a set
        case 't':
        case '\x91': push(add(PickleKind::Tuple, {}, popToMark())); return true;  // tuple, frozenset
        case 'l': push(add(PickleKind::List, {}, popToMark())); return true;
        case 'd': {
            const auto items = popToMark();
            push(add(PickleKind::Dict));
            setItems(top(), items);
            return true;
        }
        case '\x85':
        case '\x86':
        case '\x87': push(add(PickleKind::Tuple, {}, popItems(static_cast<unsigned>(opcode - '\x85') + 1))); return true;
        case 'a': {
            const auto items = popItems(1);
            append(top(), items);
            return true;
        }
        case 'e':
        case '\x90': {
            const auto items = popToMark();
            append(top(), items);
            return true;
        }
        case 's': {
            const auto items = popItems(2);
            setItems(top(), items);
            return true;
        }
        case 'u': {
            const auto items = popToMark();
            setItems(top(), items);
            return true;
        }
        default: return false;
        }
    }
    std::uint64_t lineNumber()
    {
        const std::string digits = m_stream.line();
        std::uint64_t value = 0;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc()) malformed();
        return value;
    }
    void remember(std::uint64_t index)
    {
        if (m_memo.size() >= largestTree) tooLarge();
        m_memo[index] = top();
    }
    void recall(std::uint64_t index)
    {
        const auto place = m_memo.find(index);
        if (place == m_memo.end()) malformed();
        push(place->second);
    }
    bool memo(char opcode)
    {
        switch (opcode) {
        case 'q': remember(m_stream.unsignedNumber(1)); return true;
        case 'r': remember(m_stream.unsignedNumber(4)); return true;
        case 'p': remember(lineNumber()); return true;
        case '\x94': remember(m_memo.size()); return true;
        case 'h': recall(m_stream.unsignedNumber(1)); return true;
        case 'j': recall(m_stream.unsignedNumber(4)); return true;
        case 'g': recall(lineNumber()); return true;
        case '2': push(top()); return true;
        case '0':
            if (!m_marks.empty() && m_stack.size() == m_marks.back()) m_marks.pop_back();
            else pop();
            return true;
        case '1': popToMark(); return true;
        case '\x80': m_stream.take(1); return true;  // protocol
        case '\x95': m_stream.take(8); return true;  // frame: a length that is not needed
        default: return false;
        }
    }
    // A permitted call becomes a node; any other call is an error.
    void makeCall(PickleId callee, PickleId arguments)
    {
        const PickleNode &function = node(callee);
        const std::string name = function.kind == PickleKind::Global ? function.text : std::string("a computed function");
        switch (callMeaning(name)) {
        case CallMeaning::Dictionary: push(add(PickleKind::Dict, name)); return;
        case CallMeaning::Record: push(add(PickleKind::Call, name, {arguments})); return;
        case CallMeaning::Forbidden: break;
        }
        throw Failure{
            badFile(errors::forbiddenGlobal, m_file,
                    "would call " + printable(name) + " when it is opened, which weights never need; nothing was run",
                    "Do not use the file unless you trust where it comes from; if it is your own, save the state_dict alone.")};
    }
    void build()
    {
        const PickleId state = pop();
        if (PickleNode &target = node(top()); target.kind == PickleKind::Call) target.items.push_back(state);
    }
    std::string globalName(std::string module, const std::string &name) { return std::move(module) + " " + name; }
    bool call(char opcode)
    {
        switch (opcode) {
        case 'c': {
            std::string module = m_stream.line();
            push(add(PickleKind::Global, globalName(std::move(module), m_stream.line())));
            return true;
        }
        case '\x93': {
            const auto parts = popItems(2);
            if (node(parts[0]).kind != PickleKind::Text || node(parts[1]).kind != PickleKind::Text) malformed();
            push(add(PickleKind::Global, globalName(node(parts[0]).text, node(parts[1]).text)));
            return true;
        }
        case 'R':
        case '\x81': {
            const auto parts = popItems(2);
            makeCall(parts[0], parts[1]);
            return true;
        }
        case '\x92': {
            const auto parts = popItems(3);  // class, arguments, keyword arguments
            makeCall(parts[0], parts[1]);
            return true;
        }
        case 'i': {
            std::string module = m_stream.line();
            const PickleId callee = add(PickleKind::Global, globalName(std::move(module), m_stream.line()));
            makeCall(callee, add(PickleKind::Tuple, {}, popToMark()));
            return true;
        }
        case 'o': {
            auto parts = popToMark();
            if (parts.empty()) malformed();
            makeCall(parts[0], add(PickleKind::Tuple, {}, {parts.begin() + 1, parts.end()}));
            return true;
        }
        case 'b': build(); return true;
        case 'Q': push(add(PickleKind::Persistent, {}, popItems(1))); return true;
        default: return false;
        }
    }

    PickleStream m_stream;
    const std::filesystem::path &m_file;
    std::size_t m_textLeft;  // bytes
    Pickle m_pickle;
    std::vector<PickleId> m_stack;
    std::vector<std::size_t> m_marks;  // stack sizes
    std::unordered_map<std::uint64_t, PickleId> m_memo;
};

}  // namespace

const PickleNode *Pickle::find(const PickleNode &dict, const std::string &key) const
{
    const PickleNode *found = nullptr;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleNode &name = node(dict.items[i]);
        if (name.kind == PickleKind::Text && name.text == key) found = &node(dict.items[i + 1]);
    }
    return found;
}

Result<Pickle> readPickle(const std::byte *data, std::size_t size, const std::filesystem::path &file)
{
    return guarded("open " + file.string(), [&]() -> Result<Pickle> { return Machine(data, size, file).run(); });
}

}  // namespace lexicell::models::checkpoint
